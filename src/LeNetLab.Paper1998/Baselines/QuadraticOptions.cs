namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="QuadraticClassifier"/> is trained.</summary>
public sealed record QuadraticOptions
{
    /// <summary>Principal components that are kept.</summary>
    public int Components { get; init; } = 40;

    /// <summary>
    /// Whether the components are inputs beside their products. The paper has 820 products and a bias.
    /// </summary>
    public bool LinearTerms { get; init; }

    /// <summary>
    /// Whether the mean image is taken off before the projection. The paper takes it off to find the components, and
    /// then speaks of the projection of the input pattern. Without it a product also carries its factors alone.
    /// </summary>
    public bool Centred { get; init; }

    /// <summary>Ridge, relative to the mean of the normal equations' diagonal.</summary>
    public double Ridge { get; init; } = LeastSquares.TinyRidge;
}
