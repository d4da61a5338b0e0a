using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Every output sees every input. Weights [outputs, inputs], then one bias an output, as torch.nn.Linear has them.
/// </summary>
/// <param name="inputs">Numbers that come in.</param>
/// <param name="outputs">Units.</param>
/// <param name="squashes">Whether the squashing follows.</param>
public sealed class FullLayer<T>(int inputs, int outputs, bool squashes = true)
    : PatternLayer<T>(inputs, outputs, (inputs + 1) * outputs, (inputs + 1) * outputs, squashes)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private int Biases => Inputs * Outputs;

    /// <inheritdoc/>
    public override int FanIn(int weight) => Inputs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override unsafe void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        nint lanes = Vector<T>.Count, inputs = Inputs;
        var o = 0;
        fixed (T* x = input, weights = Weights)
        {
            // Four units at once, so that their sums do not wait for each other.
            for (; o <= Outputs - 4; o += 4)
            {
                T* w0 = weights + o * inputs, w1 = w0 + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
                Vector<T> a = default, b = a, c = a, d = a;
                nint i = 0;
                for (; i <= inputs - lanes; i += lanes)
                {
                    var v = Vector.Load(x + i);
                    a = TapSums<T>.MultiplyAdd(v, w0 + i, a);
                    b = TapSums<T>.MultiplyAdd(v, w1 + i, b);
                    c = TapSums<T>.MultiplyAdd(v, w2 + i, c);
                    d = TapSums<T>.MultiplyAdd(v, w3 + i, d);
                }

                T e = Vector.Sum(a), f = Vector.Sum(b), g = Vector.Sum(c), h = Vector.Sum(d);
                for (; i < inputs; i++)
                    (e, f, g, h) = (e + x[i] * w0[i], f + x[i] * w1[i], g + x[i] * w2[i], h + x[i] * w3[i]);
                (sums[o], sums[o + 1], sums[o + 2], sums[o + 3]) = (e, f, g, h);
            }
        }

        for (; o < Outputs; o++) sums[o] = TensorPrimitives.Dot(Weights.AsSpan(o * Inputs, Inputs), input);
        TensorPrimitives.Add(sums, Weights.AsSpan(Biases), sums);
    }

    private protected override void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, Span<T> forWeights)
    {
        forInputs.Clear();
        for (var o = 0; o < Outputs; o++)
        {
            TensorPrimitives.Multiply(features, delta[o], forWeights.Slice(o * Inputs, Inputs));
            if (!forInputs.IsEmpty)
                TensorPrimitives.MultiplyAdd(weights.Slice(o * Inputs, Inputs), delta[o], forInputs, forInputs);
        }

        delta.CopyTo(forWeights[Biases..]);
    }

    // The gradient of a weight is but a product, w_oi −= ε_oi · δ_o · x_i: it is not written down, and what the weights
    // give to the inputs is summed while they are at hand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override unsafe void PropagateAndMove(
        ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs, StepRule<T> rule)
    {
        if (rule != StepRule<T>.Rates || forInputs.IsEmpty)
        {
            base.PropagateAndMove(features, delta, forInputs, rule);
            return;
        }

        forInputs.Clear();
        nint lanes = Vector<T>.Count, inputs = Inputs;
        fixed (T* x = features, below = forInputs, weights = Weights, rates = Rates)
        {
            // Two units at once, so that an input is loaded once for both. Where the last one is alone it is its own
            // neighbour with δ = 0, which is written first.
            for (var o = 0; o < Outputs; o += 2)
            {
                var far = Math.Min(o + 1, Outputs - 1);
                T* w = weights + o * inputs, rate = rates + o * inputs;
                T* farW = weights + far * inputs, farRate = rates + far * inputs;
                T one = delta[o], other = far > o ? delta[far] : T.Zero;
                Vector<T> all = new(one), farAll = new(other);
                nint i = 0;
                for (; i <= inputs - lanes; i += lanes)
                {
                    Vector<T> weight = Vector.Load(w + i), farWeight = Vector.Load(farW + i), v = Vector.Load(x + i);
                    var sum = TapSums<T>.MultiplyAdd(all, weight, Vector.Load(below + i));
                    Vector.Store(TapSums<T>.MultiplyAdd(farAll, farWeight, sum), below + i);
                    Vector.Store(farWeight - Vector.Load(farRate + i) * (farAll * v), farW + i);
                    Vector.Store(weight - Vector.Load(rate + i) * (all * v), w + i);
                }

                for (; i < inputs; i++)
                {
                    below[i] += one * w[i] + other * farW[i];
                    farW[i] -= farRate[i] * (other * x[i]);
                    w[i] -= rate[i] * (one * x[i]);
                }
            }

            for (var o = 0; o < Outputs; o++) weights[Biases + o] -= rates[Biases + o] * delta[o];
        }
    }
}
