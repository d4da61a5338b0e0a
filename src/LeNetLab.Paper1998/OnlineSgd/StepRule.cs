using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>How a layer's weights move once its gradient is known.</summary>
public abstract class StepRule<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Each weight against its gradient, at the rate that <see cref="PatternLayer{T}.Rates"/> has for it.
    /// </summary>
    public static StepRule<T> Rates { get; } = new RateRule();

    /// <summary>Moves the weights. The gradient may be spent on it.</summary>
    public abstract void Step(PatternLayer<T> layer);

    /// <summary>Numbers that the rule remembers from step to step for one layer; none by default.</summary>
    public virtual IReadOnlyList<T[]> Memory(PatternLayer<T> layer) => [];

    private sealed class RateRule : StepRule<T>
    {
        public override void Step(PatternLayer<T> layer)
        {
            TensorPrimitives.Multiply(layer.Gradient, layer.Rates, layer.Gradient);
            TensorPrimitives.Subtract(layer.Weights, layer.Gradient, layer.Weights);
        }
    }
}
