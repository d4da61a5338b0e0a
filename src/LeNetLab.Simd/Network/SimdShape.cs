namespace LeNetLab.Simd.Network;

/// <summary>LeNet-5's sizes: maps, and pixels on a side of a map.</summary>
internal static class SimdShape
{
    public const int Kernel = 5;
    public const int InputSide = 32;
    public const int C1Maps = 6, C1Side = 28, C1Fan = Kernel * Kernel;
    public const int S2Side = 14;
    public const int C3Maps = 16, C3Side = 10, C3Fan = C1Maps * Kernel * Kernel;
    public const int S4Side = 5, S4Units = C3Maps * S4Side * S4Side;
    public const int C5Units = 120;
    public const int F6Units = 84;

    /// <summary>Weights and biases of C1, then of C3: the gradient that each group of images has to itself.</summary>
    public const int C1Weights = C1Maps * C1Fan, C3Weights = C3Maps * C3Fan;

    public const int ConvolutionParameters = C1Weights + C1Maps + C3Weights + C3Maps;

    /// <summary>On the way back C3's rows have a margin of a kernel less one, so that every S2 pixel is under all taps.</summary>
    public const int C3Margin = Kernel - 1, C3WideSide = C3Side + 2 * C3Margin;
}
