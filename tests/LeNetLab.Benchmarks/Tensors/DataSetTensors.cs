using static TorchSharp.torch;

namespace LeNetLab.Benchmarks.Tensors;

/// <summary>One half of a data set as a network takes it.</summary>
/// <param name="Images">[N, 1, height + 2·padding, width + 2·padding] of float.</param>
/// <param name="Labels">[N] of int64, from 0.</param>
/// <param name="IsVerified">True where both files have the SHA-256 that the catalogue says.</param>
internal sealed record DataSetTensors(Tensor Images, Tensor Labels, bool IsVerified) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
