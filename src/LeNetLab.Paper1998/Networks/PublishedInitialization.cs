namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// How the range of the first weights follows from the number of inputs F of the unit that they belong to.
/// </summary>
public enum FanInRule
{
    /// <summary>±2.4/√F: the inputs of a unit are taken to vary each on its own.</summary>
    SquareRoot,

    /// <summary>±2.4/F: the inputs are taken to vary together. The paper says that it chose this one.</summary>
    Linear,
}

/// <summary>
/// The first weights: uniform in a range around 0 that the number of inputs F decides (appendix A). The paper prints
/// 2.4/F. From there the network runs away in the first pass, at the printed learning rates and at smaller ones; from
/// 2.4/√F it learns, so that is the default here. docs/paper.md has the experiment.
/// </summary>
public static class PublishedInitialization
{
    /// <summary>The bound of the range.</summary>
    /// <param name="fanIn">F, 1 or more.</param>
    /// <param name="rule">How F counts.</param>
    public static double Range(int fanIn, FanInRule rule = FanInRule.SquareRoot) =>
        2.4 / (rule == FanInRule.Linear ? fanIn : Math.Sqrt(fanIn));

    internal static void Fill(Tensor weights, int fanIn)
    {
        using var noGradient = no_grad();
        weights.uniform_(-Range(fanIn), Range(fanIn));
    }
}
