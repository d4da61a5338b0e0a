using static TorchSharp.torch;

namespace LeNetLab.Models.Published;

/// <summary>
/// The paper's first weights (appendix A): uniform between −2.4/F and 2.4/F, where F is the number of inputs of the unit that
/// the weight belongs to. Not divided by √F: the paper assumes that the inputs of a unit are strongly correlated.
/// </summary>
public static class PublishedInit
{
    /// <summary>2.4/F.</summary>
    /// <param name="fanIn">F, 1 or more.</param>
    public static double Range(int fanIn) => 2.4 / fanIn;

    internal static void Fill(Tensor weights, int fanIn, Generator? generator = null)
    {
        using var noGradient = no_grad();
        weights.uniform_(-Range(fanIn), Range(fanIn), generator);
    }
}
