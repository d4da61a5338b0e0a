using System.Numerics.Tensors;
using LeNetLab.Simd.Network;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// A convolution whose maps see the maps below that a table names. Weights: a k×k kernel for each connected pair, map
/// by map, then one bias a map, as <see cref="SparseConvolution"/> has them.
/// </summary>
/// <remarks>
/// Column c of a map below is the map without its first c and its last k − 1 − c columns: as wide as a map above, so
/// that a tap of the kernel meets one stretch of it, shifted by the same for every pixel, and no pixel is computed that
/// nobody reads. On the way back the sums are those of the columns, and what lies between two maps of deltas is 0.
/// </remarks>
public sealed unsafe class ConvolutionLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConnectionTable _table;
    private readonly int _kernel, _inputSide, _side, _biases, _pitch, _length, _between;
    private readonly TapSums<T>.Edge[][] _above, _below;
    private readonly int[] _shifts, _back;

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
        _shifts = [.. Enumerable.Range(0, kernel * kernel).Select(tap => tap / kernel * _side + tap % kernel * _pitch)];
        _back = [.. Enumerable.Range(0, kernel).Select(row => -row * _side)];
        _between = RoundUp((kernel - 1) * _side + Vector<T>.Count);
        var edges = table.Pairs().Select((pair, edge) => (pair.Input, pair.Output, Weights: edge * kernel * kernel));
        _above = [.. Enumerable.Range(0, table.Outputs).Select(o => edges.Where(edge => edge.Output == o).Select(
            edge => new TapSums<T>.Edge(edge.Weights, edge.Input * kernel * _pitch)).ToArray())];
        _below = [.. Enumerable.Range(0, table.Inputs).Select(i => edges.Where(edge => edge.Input == i).Select(
            edge => new TapSums<T>.Edge(edge.Weights, Delta(edge.Output))).ToArray())];
        _length = (table.Inputs * kernel + TapSums<T>.Columns) * _pitch + TapSums<T>.Width;
        _columns = _memory.Take<T>(_length);
        _deltas = _memory.Take<T>(Delta(table.Outputs) + TapSums<T>.Width);
        _room = _memory.Take<T>(Math.Max((kernel + TapSums<T>.Columns) * _pitch + TapSums<T>.Width,
            2 * (Square(kernel) + TapSums<T>.Columns) * Vector<T>.Count));
    }

    /// <inheritdoc/>
    public override int FanIn(int weight) => _table.FanIn(weight, Square(_kernel));

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        var size = Square(_side);
        fixed (T* from = input, weights = Weights)
        {
            for (var i = 0; i < _table.Inputs; i++)
                TapSums<T>.Rows(_columns + i * _kernel * _pitch, _side, _pitch, from + i * Square(_inputSide),
                    _inputSide, 1, _inputSide, _kernel, _side, add: false);
            for (var o = 0; o < _table.Outputs; o++)
            {
                TapSums<T>.OfMaps(_room, size, Weights[_biases + o], _above[o], weights, _columns, _shifts);
                new Span<T>(_room, size).CopyTo(sums[(o * size)..]);
            }
        }

        GC.KeepAlive(_memory);
    }

    private protected override ReadOnlySpan<T> Features(ReadOnlySpan<T> input) => new(_columns, _length);

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
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
                    gradient, size, _below[i], below + i * _kernel * _pitch, _deltas, _kernel, _side, _pitch, _room);
                if (to == null) continue;
                TapSums<T>.OfOutputs(_room, _pitch, _kernel, _below[i], kernels, _kernel, _deltas, _back);
                TapSums<T>.Rows(to + i * Square(_inputSide), _inputSide, 1, _room, _side, _pitch, _inputSide, _kernel,
                    _side, add: true);
            }
        }

        GC.KeepAlive(_memory);
    }

    /// <summary>Where the deltas of a map begin.</summary>
    private int Delta(int map) => _between + map * RoundUp(Square(_side) + _between);

    private static int RoundUp(int count) =>
        (count + 2 * Vector<T>.Count - 1) / (2 * Vector<T>.Count) * (2 * Vector<T>.Count);

    private static int WeightsOf(ConnectionTable table, int kernel) => table.Edges * kernel * kernel + table.Outputs;

    private static int Square(int side) => side * side;
}
