namespace LeNetLab.Simd.Network;

/// <summary>One term of the sum over a receptive field.</summary>
/// <param name="Input">Where its input lies, in floats from the input of the first term of the field.</param>
/// <param name="Weight">Which weight it is multiplied by.</param>
internal readonly record struct Tap(int Input, int Weight);
