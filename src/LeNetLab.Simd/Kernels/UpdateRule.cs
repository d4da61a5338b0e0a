namespace LeNetLab.Simd.Kernels;

/// <summary>
/// Torch's update rules on plain memory, for part of a parameter at a time: so it is done while the gradient is still
/// in the cache, and by all workers. The formulas are those of torch.optim.
/// </summary>
internal abstract unsafe class UpdateRule(TrainingOptions options)
{
    protected const double FirstDecay = 0.9, SecondDecay = 0.999, Tiny = 1e-8, Momentum = 0.9;

    protected OptimizerKind Kind { get; } = options.Optimizer;

    protected float WeightDecay { get; } = (float)options.WeightDecay;

    protected float Rate { get; private set; }

    /// <summary>Adam's rate, with its first bias correction.</summary>
    protected float AdamRate { get; private set; }

    /// <summary>Adam's second bias correction.</summary>
    protected float SecondScale { get; private set; }

    /// <summary>Says which step comes now.</summary>
    /// <param name="rate">Its learning rate.</param>
    /// <param name="step">Its number, from 1.</param>
    public void Begin(double rate, long step)
    {
        Rate = (float)rate;
        // Both means begin at 0, and are too small at first (Kingma and Ba 2015, sect. 3).
        AdamRate = (float)(rate / (1 - Math.Pow(FirstDecay, step)));
        SecondScale = (float)(1 / Math.Sqrt(1 - Math.Pow(SecondDecay, step)));
    }

    /// <summary>Takes the step.</summary>
    /// <param name="values">The weights.</param>
    /// <param name="first">Adam's mean of the gradients, or the momentum.</param>
    /// <param name="second">Adam's mean of their squares; not used by SGD.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="count">How many.</param>
    public abstract void Apply(float* values, float* first, float* second, float* gradient, int count);
}
