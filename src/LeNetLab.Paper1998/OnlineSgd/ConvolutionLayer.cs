using System.Numerics.Tensors;
using LeNetLab.Simd.Network;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// A convolution whose maps see the maps below that a table names. Weights: a k×k kernel for each connected pair, map
/// by map, then one bias a map, as <see cref="SparseConvolution"/> has them.
/// </summary>
/// <remarks>
/// A map is laid out as wide as the input, so that a tap of the kernel meets one stretch of the input, shifted by the
/// same for every pixel. The last k − 1 columns of a wide row are of no use. On the way back they hold 0, and so does
/// what lies between two maps: then every pixel below sees all taps, and the same sums go the other way.
/// </remarks>
public sealed unsafe class ConvolutionLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConnectionTable _table;
    private readonly int _kernel, _inputSide, _side, _biases, _pitch, _map, _length, _between;
    private readonly TapSums<T>.Edge[][] _above, _below;
    private readonly int[] _shifts;

    // The columns of the maps below, the deltas of the maps above, and room for sums.
    private readonly SimdMemory _memory = new();
    private readonly T* _columns, _deltas, _room;

    /// <param name="table">Which maps are connected.</param>
    /// <param name="inputSide">Rows and columns of a map below.</param>
    /// <param name="kernel">Rows and columns of a kernel, k.</param>
    public ConvolutionLayer(ConnectionTable table, int inputSide, int kernel)
        : base(table.Inputs * inputSide * inputSide, table.Outputs * Square(inputSide - kernel + 1),
            WeightsOf(table, kernel), WeightsOf(table, kernel) * Square(inputSide - kernel + 1))
    {
        (_table, _kernel, _inputSide, _side) = (table, kernel, inputSide, inputSide - kernel + 1);
        _biases = table.Edges * kernel * kernel;
        _pitch = RoundUp(_side * inputSide);
        _map = kernel * _pitch;
        _shifts = [.. Enumerable.Range(0, kernel * kernel).Select(tap => tap / kernel * _side + tap % kernel * _pitch)];
        _between = RoundUp((kernel - 1) * _side + Vector<T>.Count);
        var edges = table.Pairs().Select((pair, edge) => (pair.Input, pair.Output, Weights: edge * kernel * kernel));
        _above = [.. Enumerable.Range(0, table.Outputs).Select(o => edges.Where(edge => edge.Output == o).Select(
            edge => new TapSums<T>.Edge(edge.Weights, edge.Input * _map)).ToArray())];
        _below = [.. Enumerable.Range(0, table.Inputs).Select(i => edges.Where(edge => edge.Input == i).Select(
            edge => new TapSums<T>.Edge(edge.Weights, Delta(edge.Output))).ToArray())];
        var columns = kernel + TapSums<T>.Columns;
        _length = table.Inputs * _map + TapSums<T>.Columns * _pitch + TapSums<T>.Width;
        _columns = _memory.Take<T>(_length);
        _deltas = _memory.Take<T>(Delta(table.Outputs));
        _room = _memory.Take<T>(
            Math.Max(Math.Max(_pitch, 2 * kernel * Vector<T>.Count) * columns, Square(_side) + TapSums<T>.Width));
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

        fixed (T* from = input, weights = Weights)
        {
            for (var i = 0; i < _table.Inputs; i++)
                TapSums<T>.Spread(from + i * Square(_inputSide), _inputSide, _columns + i * _map, _kernel, _side, _pitch);
            var size = Square(_side);
            for (var o = 0; o < _table.Outputs; o++)
            {
                TapSums<T>.OfMaps(_room, size, Weights[_biases + o], _above[o], weights, _columns, _shifts);
                new Span<T>(_room, size).CopyTo(sums[(o * size)..]);
            }
        }
    }

    private protected override ReadOnlySpan<T> Features(ReadOnlySpan<T> input) =>
        _side == 1 ? input : new(_columns, _length);

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        if (_side == 1)
        {
            PropagateWholeMaps(weights, features, delta, forInputs, forWeights);
            return;
        }

        var size = Square(_side);
        for (var o = 0; o < _table.Outputs; o++)
        {
            delta.Slice(o * size, size).CopyTo(new Span<T>(_deltas + Delta(o), size));
            forWeights[_biases + o] = TensorPrimitives.Sum(delta.Slice(o * size, size));
        }

        forInputs.Clear();
        fixed (T* below = features, kernels = weights, gradient = forWeights, to = forInputs)
        {
            for (var i = 0; i < _table.Inputs; i++)
            {
                TapSums<T>.OfTaps(
                    gradient, size, _below[i], below + i * _map, _deltas, _kernel, _side, _pitch, _room);
                if (to == null) continue;
                TapSums<T>.OfColumns(_room, _pitch, _below[i], kernels, _deltas, _kernel, _side);
                TapSums<T>.Gather(to + i * Square(_inputSide), _inputSide, _room, _kernel, _side, _pitch);
            }
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
        forInputs.Clear();
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

    /// <summary>Where the deltas of a map begin.</summary>
    private int Delta(int map) => _between + map * RoundUp(Square(_side) + _between);

    private static int RoundUp(int count) =>
        (count + 2 * Vector<T>.Count - 1) / (2 * Vector<T>.Count) * (2 * Vector<T>.Count);


    private static int WeightsOf(ConnectionTable table, int kernel) => table.Edges * kernel * kernel + table.Outputs;

    private static int Square(int side) => side * side;
}
