namespace LeNetLab.Paper1998.Baselines;

/// <summary>How a <see cref="PolynomialSvm"/> is trained.</summary>
public sealed record SvmOptions
{
    /// <summary>Degree of the polynomial.</summary>
    public int Degree { get; init; } = 4;

    /// <summary>Largest weight of one image: what an image on the wrong side of the margin costs.</summary>
    public double Penalty { get; init; } = 10;

    /// <summary>How many machines there are and what each one separates.</summary>
    public SvmScheme Scheme { get; init; } = SvmScheme.OneAgainstRest;

    /// <summary>By how much the conditions of the optimum may be missed, in units of the margin.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Chooses the images that the training starts from.</summary>
    public int Seed { get; init; } = 1998;
}

/// <summary>How machines that separate two sets read more classes than two.</summary>
public enum SvmScheme
{
    /// <summary>One machine a class, against all others; the highest output wins (Cortes and Vapnik 1995).</summary>
    OneAgainstRest,

    /// <summary>One machine for each pair of classes; the most votes win, then the highest sum.</summary>
    OneAgainstOne,
}
