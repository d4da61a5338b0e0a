namespace LeNetLab.Simd.Network;

/// <summary>One piece of the network's work on one group of images, to be timed by itself.</summary>
/// <param name="Layer">C1 to Output.</param>
/// <param name="Pass">What it computes there.</param>
/// <param name="Operations">Floating-point operations of its multiply-adds, each counted as two; the squashing is not
/// counted.</param>
/// <param name="Bytes">What must be read and written at least: inputs, weights and outputs once each.</param>
/// <param name="Run">Does it.</param>
internal sealed record SimdPiece(string Layer, string Pass, long Operations, long Bytes, Action Run);
