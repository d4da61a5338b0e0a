using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// A convolution whose maps see the maps below that a table names. Weights: a k×k kernel for each connected pair, map
/// by map, then one bias a map, as <see cref="SparseConvolution"/> has them.
/// </summary>
/// <remarks>
/// A kernel's weight meets the input at one shift, the same for every pixel of the map. So the work is done a weight at
/// a time, on all rows at once: the map is laid out as wide as the input, and then one shifted stretch of the input,
/// times the weight, is added to one stretch of the map. The last k − 1 columns of a wide row are of no use; they hold
/// 0 on the way back.
/// </remarks>
public sealed class ConvolutionLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConnectionTable _table;
    private readonly int _kernel, _inputSide, _side, _stretch, _biases;
    private readonly T[] _wide;

    /// <param name="table">Which maps are connected.</param>
    /// <param name="inputSide">Rows and columns of a map below.</param>
    /// <param name="kernel">Rows and columns of a kernel, k.</param>
    public ConvolutionLayer(ConnectionTable table, int inputSide, int kernel)
        : base(table.Inputs * inputSide * inputSide, table.Outputs * Square(inputSide - kernel + 1),
            WeightsOf(table, kernel), WeightsOf(table, kernel) * Square(inputSide - kernel + 1))
    {
        (_table, _kernel, _inputSide, _side) = (table, kernel, inputSide, inputSide - kernel + 1);
        _stretch = _side * inputSide - (kernel - 1);
        _biases = table.Edges * kernel * kernel;
        _wide = new T[_side * inputSide];
    }

    /// <inheritdoc/>
    public override int FanIn(int weight)
    {
        if (weight >= _biases) return _table.Sources(weight - _biases).Count * _kernel * _kernel;
        var output = _table.Pairs().ElementAt(weight / (_kernel * _kernel)).Output;
        return _table.Sources(output).Count * _kernel * _kernel;
    }

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        if (_side == 1)
        {
            SumWholeMaps(input, sums);
            return;
        }

        var weight = 0;
        for (var o = 0; o < _table.Outputs; o++)
        {
            _wide.AsSpan().Fill(Weights[_biases + o]);
            foreach (var i in _table.Sources(o))
            {
                for (var tap = 0; tap < _kernel * _kernel; tap++)
                    TensorPrimitives.MultiplyAdd(input.Slice(Start(i, tap), _stretch), Weights[weight++], Stretch,
                        Stretch);
            }

            for (var y = 0; y < _side; y++)
                _wide.AsSpan(y * _inputSide, _side).CopyTo(sums.Slice((o * _side + y) * _side, _side));
        }
    }

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        forInputs.Clear();
        if (_side == 1)
        {
            PropagateWholeMaps(weights, features, delta, forInputs, forWeights);
            return;
        }

        var weight = 0;
        for (var o = 0; o < _table.Outputs; o++)
        {
            _wide.AsSpan().Clear();
            for (var y = 0; y < _side; y++)
                delta.Slice((o * _side + y) * _side, _side).CopyTo(_wide.AsSpan(y * _inputSide));
            foreach (var i in _table.Sources(o))
            {
                for (var tap = 0; tap < _kernel * _kernel; tap++, weight++)
                {
                    var start = Start(i, tap);
                    forWeights[weight] = TensorPrimitives.Dot(features.Slice(start, _stretch), Stretch);
                    if (forInputs.IsEmpty) continue;
                    var target = forInputs.Slice(start, _stretch);
                    TensorPrimitives.MultiplyAdd(Stretch, weights[weight], target, target);
                }
            }

            forWeights[_biases + o] = TensorPrimitives.Sum(delta.Slice(o * _side * _side, _side * _side));
        }
    }

    // Where a kernel covers its whole map there is one shift for each weight, and the map is the kernel's shape
    // already.
    private void SumWholeMaps(ReadOnlySpan<T> input, Span<T> sums)
    {
        var (size, edge) = (_kernel * _kernel, 0);
        for (var o = 0; o < _table.Outputs; o++)
        {
            sums[o] = Weights[_biases + o];
            var sources = _table.Sources(o);
            for (int s = 0, together; s < sources.Count; s += together, edge += together)
            {
                together = Neighbours(sources, s);
                sums[o] += TensorPrimitives.Dot(
                    input.Slice(sources[s] * size, together * size), Weights.AsSpan(edge * size, together * size));
            }
        }
    }

    private void PropagateWholeMaps(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        var (size, edge) = (_kernel * _kernel, 0);
        for (var o = 0; o < _table.Outputs; o++)
        {
            var sources = _table.Sources(o);
            for (int s = 0, together; s < sources.Count; s += together, edge += together)
            {
                together = Neighbours(sources, s);
                int from = sources[s] * size, at = edge * size, length = together * size;
                TensorPrimitives.Multiply(features.Slice(from, length), delta[o], forWeights.Slice(at, length));
                if (forInputs.IsEmpty) continue;
                var target = forInputs.Slice(from, length);
                TensorPrimitives.MultiplyAdd(weights.Slice(at, length), delta[o], target, target);
            }
        }

        delta.CopyTo(forWeights[_biases..]);
    }

    // Maps from one on that lie side by side, as their weights do: one long sum is sooner done than many short ones.
    private static int Neighbours(IReadOnlyList<int> sources, int first)
    {
        var end = first + 1;
        while (end < sources.Count && sources[end] == sources[end - 1] + 1) end++;
        return end - first;
    }

    private Span<T> Stretch => _wide.AsSpan(0, _stretch);

    /// <summary>Where the stretch of an input map begins that one tap of the kernel meets.</summary>
    private int Start(int map, int tap) => (map * _inputSide + tap / _kernel) * _inputSide + tap % _kernel;

    private static int WeightsOf(ConnectionTable table, int kernel) => table.Edges * kernel * kernel + table.Outputs;

    private static int Square(int side) => side * side;
}
