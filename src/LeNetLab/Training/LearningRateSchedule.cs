namespace LeNetLab.Training;

/// <summary>Scales the learning rate as training goes on. It is set before every step, not once an epoch.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The factor at a moment of the training.</summary>
    /// <param name="epoch">Epochs done so far, with fractions: 2.5 is the middle of the third.</param>
    /// <param name="epochs">Epochs in all.</param>
    public abstract double Factor(double epoch, int epochs);

    /// <summary>The same rate throughout.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>Multiplies by <paramref name="factor"/> after every <paramref name="everyEpochs"/> epochs.</summary>
    /// <param name="everyEpochs">1 or more.</param>
    /// <param name="factor">0.1 divides the rate by ten.</param>
    public static LearningRateSchedule Steps(int everyEpochs, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyEpochs, 1);
        return new StepSchedule(everyEpochs, factor);
    }

    /// <summary>Falls along half a cosine to <paramref name="final"/> (Loshchilov and Hutter 2017, eq. 5).</summary>
    public static LearningRateSchedule Cosine(double final = 0) => new CosineSchedule(final);

    /// <summary>
    /// Rises from <paramref name="start"/> to 1 in the first <paramref name="rise"/> of the training, then falls to
    /// nearly 0 (Smith and Topin 2018).
    /// </summary>
    /// <param name="rise">Share of the training that it rises in, 0…1.</param>
    /// <param name="start">The factor of the first step.</param>
    public static LearningRateSchedule OneCycle(double rise = 0.3, double start = 0.04)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rise);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rise, 1);
        return new OneCycleSchedule(rise, start);
    }

    private static double HalfCosine(double from, double to, double share) =>
        to + (from - to) * (1 + Math.Cos(Math.PI * Math.Clamp(share, 0, 1))) / 2;

    private sealed record ConstantSchedule : LearningRateSchedule
    {
        public override double Factor(double epoch, int epochs) => 1;

        public override string ToString() => "constant";
    }

    private sealed record StepSchedule(int EveryEpochs, double Multiplier) : LearningRateSchedule
    {
        public override double Factor(double epoch, int epochs) =>
            Math.Pow(Multiplier, Math.Floor(epoch / EveryEpochs));

        public override string ToString() =>
            FormattableString.Invariant($"steps of {EveryEpochs} epochs, ×{Multiplier}");
    }

    private sealed record CosineSchedule(double Final) : LearningRateSchedule
    {
        public override double Factor(double epoch, int epochs) => HalfCosine(1, Final, epoch / epochs);

        public override string ToString() => FormattableString.Invariant($"cosine to {Final}");
    }

    private sealed record OneCycleSchedule(double Rise, double Start) : LearningRateSchedule
    {
        public override double Factor(double epoch, int epochs)
        {
            var share = epoch / epochs;
            return share < Rise || Rise == 1
                ? HalfCosine(Start, 1, share / Rise) : HalfCosine(1, 1e-4, (share - Rise) / (1 - Rise));
        }

        public override string ToString() => FormattableString.Invariant($"one cycle, rising for {Rise} from {Start}");
    }
}
