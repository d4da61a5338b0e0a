using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The paper's subsampling: the sum of a 2×2 patch, times its map's coefficient, plus its map's bias. Weights: the
/// coefficients of all maps, then the biases.
/// </summary>
public sealed class SubsamplingLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _maps, _side, _sharing;
    private readonly T[] _sums, _forSums;

    /// <param name="maps">Number of maps.</param>
    /// <param name="inputSide">Rows and columns of a map below; even.</param>
    /// <param name="sharing">Maps in a row that see the same map below: 1, but 2 in LeNet-4. Divides
    /// <paramref name="maps"/>.</param>
    public SubsamplingLayer(int maps, int inputSide, int sharing = 1)
        : base(maps / sharing * inputSide * inputSide, maps * inputSide * inputSide / 4, 2 * maps,
            maps * inputSide * inputSide / 4 * 5)
    {
        (_maps, _side, _sharing) = (maps, inputSide / 2, sharing);
        (_sums, _forSums) = (new T[Inputs / 4], new T[Inputs / 4]);
    }

    private int Size => _side * _side;

    /// <inheritdoc/>
    public override int FanIn(int weight) => 4;

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        Patches<T>.Sum(input, _sums, _side);
        for (var m = 0; m < _maps; m++)
        {
            var map = sums.Slice(m * Size, Size);
            TensorPrimitives.Multiply(_sums.AsSpan(Seen(m), Size), Weights[m], map);
            TensorPrimitives.Add(map, Weights[_maps + m], map);
        }
    }

    private protected override ReadOnlySpan<T> Features(ReadOnlySpan<T> input) => _sums;

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        Array.Clear(_forSums);
        for (var m = 0; m < _maps; m++)
        {
            ReadOnlySpan<T> map = delta.Slice(m * Size, Size), seen = features.Slice(Seen(m), Size);
            forWeights[m] = TensorPrimitives.Dot(seen, map);
            forWeights[_maps + m] = TensorPrimitives.Sum(map);
            var forSeen = _forSums.AsSpan(Seen(m), Size);
            TensorPrimitives.MultiplyAdd(map, weights[m], forSeen, forSeen);
        }

        if (!forInputs.IsEmpty) Patches<T>.Spread(_forSums, forInputs, _side);
    }

    /// <summary>Where the sums begin that a map sees.</summary>
    private int Seen(int map) => map / _sharing * Size;
}
