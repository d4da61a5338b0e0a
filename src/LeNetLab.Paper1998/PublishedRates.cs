namespace LeNetLab.Paper1998;

/// <summary>The range of the weights' own rates ε_k (eq. 21) in LeNet-5's first pass (sect. III-B).</summary>
public static class PublishedRates
{
    /// <summary>The smallest.</summary>
    public const double Least = 7e-5;

    /// <summary>The largest.</summary>
    public const double Greatest = 0.016;
}
