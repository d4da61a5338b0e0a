using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The paper's subsampling: the sum of a 2×2 patch, times its map's coefficient, plus its map's bias. Weights: the
/// coefficients of all maps, then the biases.
/// </summary>
public sealed class SubsamplingLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _maps, _side, _sharing;
    private readonly T[] _sums;

    /// <param name="maps">Number of maps.</param>
    /// <param name="inputSide">Rows and columns of a map below; even.</param>
    /// <param name="sharing">Maps in a row that see the same map below: 1, but 2 in LeNet-4. Divides
    /// <paramref name="maps"/>.</param>
    public SubsamplingLayer(int maps, int inputSide, int sharing = 1)
        : base(maps / sharing * inputSide * inputSide, maps * inputSide * inputSide / 4, 2 * maps,
            maps * inputSide * inputSide / 4 * 5)
    {
        (_maps, _side, _sharing) = (maps, inputSide / 2, sharing);
        _sums = new T[Outputs];
    }

    private int Size => _side * _side;

    /// <inheritdoc/>
    public override int FanIn(int weight) => 4;

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        for (int row = 0, to = 0; row < _maps * _side; row++)
        {
            var upper = input.Slice(Above(row), 2 * _side);
            var lower = input.Slice(Above(row) + 2 * _side, 2 * _side);
            for (var x = 0; x < upper.Length; x += 2)
                _sums[to++] = upper[x] + upper[x + 1] + (lower[x] + lower[x + 1]);
        }

        for (var m = 0; m < _maps; m++)
        {
            var map = sums.Slice(m * Size, Size);
            TensorPrimitives.Multiply(_sums.AsSpan(m * Size, Size), Weights[m], map);
            TensorPrimitives.Add(map, Weights[_maps + m], map);
        }
    }

    private protected override ReadOnlySpan<T> Features(ReadOnlySpan<T> input) => _sums;

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        for (var m = 0; m < _maps; m++)
        {
            forWeights[m] = TensorPrimitives.Dot(features.Slice(m * Size, Size), delta.Slice(m * Size, Size));
            forWeights[_maps + m] = TensorPrimitives.Sum(delta.Slice(m * Size, Size));
        }

        if (forInputs.IsEmpty) return;
        forInputs.Clear();
        for (int row = 0, from = 0; row < _maps * _side; row++)
        {
            var coefficient = weights[row / _side];
            var upper = forInputs.Slice(Above(row), 2 * _side);
            for (var x = 0; x < upper.Length; x += 2, from++)
            {
                upper[x] += coefficient * delta[from];
                upper[x + 1] += coefficient * delta[from];
            }

            upper.CopyTo(forInputs.Slice(Above(row) + 2 * _side, 2 * _side));
        }
    }

    /// <summary>Where the upper of the two input rows begins that a row of a map is made of.</summary>
    private int Above(int row) => 4 * _side * (row / _side / _sharing * _side + row % _side);
}
