using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Units that see whole maps: all of them, or those that a table names. Weights: of each unit one for each number of
/// each map that it sees, then one bias a unit. Where it sees all, that is [outputs, inputs], as torch.nn.Linear has
/// them.
/// </summary>
public sealed class FullLayer<T> : PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConnectionTable _table;
    private readonly int _size, _biases;

    // Maps that lie side by side, as their weights do: one long sum is sooner done than many short ones.
    private readonly List<Stretch> _stretches = [];

    // Units that see all inputs and are taken four at a time, so that an input is loaded once for them.
    private readonly int _inFours;

    /// <param name="inputs">Numbers that come in.</param>
    /// <param name="outputs">Units.</param>
    /// <param name="squashes">Whether the squashing follows.</param>
    public FullLayer(int inputs, int outputs, bool squashes = true)
        : this(ConnectionTable.Complete(1, outputs), inputs, squashes)
    {
    }

    /// <param name="table">Which units see which maps.</param>
    /// <param name="size">Numbers of a map.</param>
    /// <param name="squashes">Whether the squashing follows.</param>
    public FullLayer(ConnectionTable table, int size, bool squashes = true)
        : base(table.Inputs * size, table.Outputs, table.Edges * size + table.Outputs,
            table.Edges * size + table.Outputs, squashes)
    {
        (_table, _size, _biases) = (table, size, table.Edges * size);
        foreach (var (unit, map) in table.Pairs())
        {
            var last = _stretches.LastOrDefault();
            if (last.Length > 0 && (last.Unit, last.Input + last.Length) == (unit, map * size))
                _stretches[^1] = last with { Length = last.Length + size };
            else
                _stretches.Add(new(unit, map * size, last.Weight + last.Length, size));
        }

        if (_stretches.All(stretch => stretch.Length == Inputs)) _inFours = Outputs / 4 * 4;
    }

    /// <inheritdoc/>
    public override int FanIn(int weight) => _table.FanIn(weight, _size);

    private protected override unsafe void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        Weights.AsSpan(_biases).CopyTo(sums);
        fixed (T* inputs = input, weights = Weights, to = sums)
            for (var unit = 0; unit < _inFours; unit += 4) SumFour(weights + unit * Inputs, inputs, Inputs, to + unit);
        foreach (var (unit, from, at, length) in CollectionsMarshal.AsSpan(_stretches)[_inFours..])
            sums[unit] += TensorPrimitives.Dot(Weights.AsSpan(at, length), input.Slice(from, length));
    }

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        forInputs.Clear();
        foreach (var (unit, from, at, length) in _stretches)
        {
            TensorPrimitives.Multiply(features.Slice(from, length), delta[unit], forWeights.Slice(at, length));
            if (forInputs.IsEmpty) continue;
            var target = forInputs.Slice(from, length);
            TensorPrimitives.MultiplyAdd(weights.Slice(at, length), delta[unit], target, target);
        }

        delta.CopyTo(forWeights[_biases..]);
    }

    private protected override unsafe bool PropagateAndMove(
        ReadOnlySpan<T> input, ReadOnlySpan<T> delta, Span<T> forInputs)
    {
        if (forInputs.IsEmpty || _inFours < Outputs) return false;
        forInputs.Clear();
        fixed (T* inputs = input, below = forInputs, weights = Weights, rates = Rates, deltas = delta)
        {
            for (var unit = 0; unit < Outputs; unit += 4)
                MoveFour(weights + unit * Inputs, rates + unit * Inputs, inputs, Inputs, deltas + unit, below);
            for (var unit = 0; unit < Outputs; unit++) weights[_biases + unit] -= rates[_biases + unit] * delta[unit];
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void SumFour(T* w, T* inputs, nint length, T* sums)
    {
        T* x = w + length, y = x + length, z = y + length;
        Vector<T> a = default, b = a, c = a, d = a;
        nint i = 0, lanes = Vector<T>.Count;
        for (; i <= length - lanes; i += lanes)
        {
            var input = Vector.Load(inputs + i);
            (a, b) = (a + input * Vector.Load(w + i), b + input * Vector.Load(x + i));
            (c, d) = (c + input * Vector.Load(y + i), d + input * Vector.Load(z + i));
        }

        (sums[0], sums[1]) = (sums[0] + Vector.Sum(a), sums[1] + Vector.Sum(b));
        (sums[2], sums[3]) = (sums[2] + Vector.Sum(c), sums[3] + Vector.Sum(d));
        for (; i < length; i++)
        {
            (sums[0], sums[1]) = (sums[0] + inputs[i] * w[i], sums[1] + inputs[i] * x[i]);
            (sums[2], sums[3]) = (sums[2] + inputs[i] * y[i], sums[3] + inputs[i] * z[i]);
        }
    }

    // The gradient of a weight is but a product, w −= ε · δ · x: it is not written down, and what the weights give to
    // the inputs is summed while they are at hand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MoveFour(T* w, T* rate, T* inputs, int length, T* delta, T* below)
    {
        Vector<T> a = new(delta[0]), b = new(delta[1]), c = new(delta[2]), d = new(delta[3]);
        int i = 0, lanes = Vector<T>.Count;
        for (; i <= length - lanes; i += lanes)
        {
            Vector<T> input = Vector.Load(inputs + i), sum = Vector.Load(below + i);
            sum = Move(w + i, rate + i, a, input, sum);
            sum = Move(w + i + length, rate + i + length, b, input, sum);
            sum = Move(w + i + 2 * length, rate + i + 2 * length, c, input, sum);
            Vector.Store(Move(w + i + 3 * length, rate + i + 3 * length, d, input, sum), below + i);
        }

        for (; i < length; i++)
        {
            for (int unit = 0, at = i; unit < 4; unit++, at += length)
            {
                below[i] += delta[unit] * w[at];
                w[at] -= rate[at] * (delta[unit] * inputs[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector<T> Move(T* at, T* rate, Vector<T> delta, Vector<T> input, Vector<T> sum)
    {
        var weight = Vector.Load(at);
        Vector.Store(weight - Vector.Load(rate) * (delta * input), at);
        return sum + delta * weight;
    }

    /// <summary>Inputs that a unit sees, and where their weights begin.</summary>
    private readonly record struct Stretch(int Unit, int Input, int Weight, int Length);
}
