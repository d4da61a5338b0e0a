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

    private protected override void Sum(ReadOnlySpan<T> input, Span<T> sums)
    {
        for (var o = 0; o < Outputs; o++)
            sums[o] = Weights[Biases + o] + TensorPrimitives.Dot(Weights.AsSpan(o * Inputs, Inputs), input);
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
            for (var o = 0; o < Outputs; o++)
            {
                T* w = weights + o * inputs, rate = rates + o * inputs;
                Vector<T> all = new(delta[o]);
                nint i = 0;
                for (; i <= inputs - lanes; i += lanes)
                {
                    var weight = Vector.Load(w + i);
                    Vector.Store(Vector.Load(below + i) + all * weight, below + i);
                    Vector.Store(weight - Vector.Load(rate + i) * (all * Vector.Load(x + i)), w + i);
                }

                for (; i < inputs; i++)
                {
                    below[i] += delta[o] * w[i];
                    w[i] -= rate[i] * (delta[o] * x[i]);
                }

                weights[Biases + o] -= rates[Biases + o] * delta[o];
            }
        }
    }
}
