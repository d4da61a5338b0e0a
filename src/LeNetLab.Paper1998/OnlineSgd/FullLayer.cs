using System.Numerics.Tensors;

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
}
