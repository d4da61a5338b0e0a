namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="TangentDistanceClassifier"/> compares images.</summary>
public sealed record TangentOptions
{
    /// <summary>How many neighbours vote.</summary>
    public int Neighbours { get; init; } = 1;

    /// <summary>How many of the nearest images by Euclidean distance are compared by tangent distance.</summary>
    public int Candidates { get; init; } = 100;

    /// <summary>Deviation in pixels of the Gaussian that makes the images smooth, above 0.</summary>
    public double Smoothing { get; init; } = 0.7;
}
