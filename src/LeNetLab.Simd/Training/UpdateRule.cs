using System.Numerics.Tensors;
using LeNetLab.Training;

namespace LeNetLab.Simd.Training;

/// <summary>
/// Torch's update rules on plain memory, for part of a parameter at a time: so it is done while the gradient is still
/// in the cache, and by all workers. The formulas are those of torch.optim, in its order.
/// </summary>
internal sealed class UpdateRule
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Tiny = 1e-8, Momentum = 0.9;

    private readonly OptimizerKind _kind;
    private readonly float _weightDecay;
    private float _rate;
    private float _adamRate;
    private float _secondScale;

    public UpdateRule(OptimizerKind kind, double weightDecay) => (_kind, _weightDecay) = (kind, (float)weightDecay);

    /// <summary>Says which step comes now.</summary>
    /// <param name="rate">Its learning rate.</param>
    /// <param name="step">Its number, from 1.</param>
    public void Begin(double rate, long step)
    {
        _rate = (float)rate;
        // Both means begin at 0, and are too small at first (Kingma and Ba 2015, sect. 3).
        _adamRate = (float)(rate / (1 - Math.Pow(FirstDecay, step)));
        _secondScale = (float)(1 / Math.Sqrt(1 - Math.Pow(SecondDecay, step)));
    }

    /// <summary>Takes the step.</summary>
    /// <param name="part">The weights, and what is remembered of them.</param>
    /// <param name="gradient">Their gradient; it is overwritten.</param>
    public void Apply(StepMemory.Part part, Span<float> gradient)
    {
        if (_kind == OptimizerKind.AdamW)
            TensorPrimitives.Multiply(part.Values, 1 - _rate * _weightDecay, part.Values);
        else if (_weightDecay != 0)
            TensorPrimitives.MultiplyAdd(part.Values, _weightDecay, gradient, gradient);

        if (_kind == OptimizerKind.Sgd)
        {
            TensorPrimitives.MultiplyAdd(part.First, (float)Momentum, gradient, part.First);
            TensorPrimitives.MultiplyAdd(part.First, -_rate, part.Values, part.Values);
            return;
        }

        TensorPrimitives.Multiply(part.First, (float)FirstDecay, part.First);
        TensorPrimitives.MultiplyAdd(gradient, (float)(1 - FirstDecay), part.First, part.First);
        TensorPrimitives.Multiply(gradient, gradient, gradient);
        TensorPrimitives.Multiply(part.Second, (float)SecondDecay, part.Second);
        TensorPrimitives.MultiplyAdd(gradient, (float)(1 - SecondDecay), part.Second, part.Second);
        TensorPrimitives.Sqrt(part.Second, gradient);
        TensorPrimitives.Multiply(gradient, _secondScale, gradient);
        TensorPrimitives.Add(gradient, (float)Tiny, gradient);
        TensorPrimitives.Divide(part.First, gradient, gradient);
        TensorPrimitives.MultiplyAdd(gradient, -_adamRate, part.Values, part.Values);
    }
}
