namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="LinearClassifier"/> is trained.</summary>
public sealed record LinearOptions
{
    /// <summary>How the weights are found.</summary>
    public LinearFit Fit { get; init; } = LinearFit.LeastSquares;

    /// <summary>Ridge of the direct solution, relative to the mean of the normal equations' diagonal.</summary>
    public double Ridge { get; init; } = LeastSquares.TinyRidge;

    /// <summary>Times that a descent sees all images.</summary>
    public int Passes { get; init; } = 20;

    /// <summary>Step of the first pass of a descent; pass p has this divided by p.</summary>
    public double Rate { get; init; } = 0.001;

    /// <summary>Chooses the order of the images, which is the same in every pass.</summary>
    public int Seed { get; init; } = 1998;
}
