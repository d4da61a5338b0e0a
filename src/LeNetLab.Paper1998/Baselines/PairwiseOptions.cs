namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="PairwiseLinearClassifier"/> is trained and how its units decide.</summary>
public sealed record PairwiseOptions
{
    /// <summary>Ridge, relative to the mean of the normal equations' diagonal.</summary>
    public double Ridge { get; init; } = LeastSquares.TinyRidge;

    /// <summary>How 45 outputs become ten scores.</summary>
    public PairwiseDecision Decision { get; init; } = PairwiseDecision.Votes;
}
