using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// What most tutorials put in the place of the paper's subsampling: the mean of a 2×2 patch. Nothing to train, and no
/// squashing.
/// </summary>
/// <param name="maps">Number of maps.</param>
/// <param name="inputSide">Rows and columns of a map below; even.</param>
public sealed class AveragePoolingLayer<T>(int maps, int inputSide)
    : PatternLayer<T>(maps * inputSide * inputSide, maps * inputSide * inputSide / 4, weights: 0,
        maps * inputSide * inputSide, squashes: false)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Quarter = T.CreateChecked(0.25);

    /// <inheritdoc/>
    public override int FanIn(int weight) => throw new NotSupportedException("The layer has no weights.");

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        Patches<T>.Sum(input, sums, inputSide / 2);
        TensorPrimitives.Multiply(sums, Quarter, sums);
    }

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs,
        Span<T> forWeights) =>
        Spread(delta, Quarter, forInputs);

    private protected override void PropagateCurvature(ReadOnlySpan<T> input, ReadOnlySpan<T> delta,
        Span<T> forInputs) =>
        Spread(delta, Quarter * Quarter, forInputs);

    private void Spread(ReadOnlySpan<T> delta, T factor, Span<T> forInputs)
    {
        if (forInputs.IsEmpty) return;
        Patches<T>.Spread(delta, forInputs, inputSide / 2);
        TensorPrimitives.Multiply(forInputs, factor, forInputs);
    }
}
