namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="RadialClassifier"/> is trained.</summary>
public sealed record RadialOptions
{
    /// <summary>Gaussian units for each class.</summary>
    public int UnitsPerClass { get; init; } = 100;

    /// <summary>
    /// The deviation of every Gaussian, as a multiple of the root mean square distance from an image to the nearest
    /// centre of its class. The paper does not say how wide its units are.
    /// </summary>
    public double Width { get; init; } = 1;

    /// <summary>Rounds of K-means at most.</summary>
    public int Rounds { get; init; } = 20;

    /// <summary>Ridge of the pseudo-inverse, relative to the mean of the normal equations' diagonal.</summary>
    public double Ridge { get; init; } = LeastSquares.TinyRidge;

    /// <summary>Chooses the images that K-means starts from.</summary>
    public int Seed { get; init; } = 1998;
}
