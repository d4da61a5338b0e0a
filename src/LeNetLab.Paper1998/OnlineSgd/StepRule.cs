using System.Runtime.CompilerServices;

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
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override unsafe void Step(PatternLayer<T> layer)
        {
            nint i = 0, count = layer.Weights.Length, lanes = Vector<T>.Count;
            fixed (T* weights = layer.Weights, gradient = layer.Gradient, rates = layer.Rates)
            {
                // In one go: with every pattern, three arrays as long as the weights go through the caches.
                for (; i <= count - lanes; i += lanes)
                    Vector.Store(
                        Vector.Load(weights + i) - Vector.Load(gradient + i) * Vector.Load(rates + i), weights + i);
                for (; i < count; i++) weights[i] -= gradient[i] * rates[i];
            }
        }
    }
}
