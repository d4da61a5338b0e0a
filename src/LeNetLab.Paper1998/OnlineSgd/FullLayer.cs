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
    }

    /// <inheritdoc/>
    public override int FanIn(int weight) => _table.FanIn(weight, _size);

    private protected override unsafe void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        Weights.AsSpan(_biases).CopyTo(sums);
        fixed (T* first = input, weights = Weights, to = sums)
        {
            for (var s = 0; s < _stretches.Count; s++)
            {
                var (unit, from, at, length) = _stretches[s];
                var fourth = new Stretch(unit + 3, from, at + 3 * length, length);
                if (s + 3 < _stretches.Count && _stretches[s + 3] == fourth)
                {
                    SumFour(weights + at, first + from, length, to + unit);
                    s += 3;
                }
                else
                {
                    to[unit] += TensorPrimitives.Dot(Weights.AsSpan(at, length), input.Slice(from, length));
                }
            }
        }
    }

    /// <summary>The sums of four units that see the same inputs, each of which is loaded once for all.</summary>
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

    // The gradient of a weight is but a product, w −= ε · δ · x: it is not written down, and what the weights give to
    // the inputs is summed while they are at hand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override unsafe bool PropagateAndMove(
        ReadOnlySpan<T> input, ReadOnlySpan<T> delta, Span<T> forInputs)
    {
        if (forInputs.IsEmpty) return false;
        forInputs.Clear();
        fixed (T* first = input, firstBelow = forInputs, weights = Weights, rates = Rates)
        {
            foreach (var (unit, from, at, length) in _stretches)
            {
                T* x = first + from, below = firstBelow + from, w = weights + at, rate = rates + at;
                Vector<T> all = new(delta[unit]);
                nint i = 0, lanes = Vector<T>.Count;
                for (; i <= length - lanes; i += lanes)
                {
                    var weight = Vector.Load(w + i);
                    Vector.Store(Vector.Load(below + i) + all * weight, below + i);
                    Vector.Store(weight - Vector.Load(rate + i) * (all * Vector.Load(x + i)), w + i);
                }

                for (; i < length; i++)
                {
                    below[i] += delta[unit] * w[i];
                    w[i] -= rate[i] * (delta[unit] * x[i]);
                }
            }

            for (var unit = 0; unit < Outputs; unit++) weights[_biases + unit] -= rates[_biases + unit] * delta[unit];
        }

        return true;
    }

    /// <summary>Inputs that a unit sees, and where their weights begin.</summary>
    private readonly record struct Stretch(int Unit, int Input, int Weight, int Length);
}
