using LeNetLab.Models;

namespace LeNetLab.Handwriting;

/// <summary>What a picture was found to show.</summary>
public enum DigitVerdict
{
    /// <summary>One digit.</summary>
    Digit,

    /// <summary>A digit that may be either of two.</summary>
    NotSure,

    /// <summary>Several digits, or other marks beside one.</summary>
    SeveralDigits,

    /// <summary>Something else.</summary>
    NotADigit,
}

/// <summary>
/// What the network that comes with the library says of a picture, and how far to believe it. The digit is the best
/// guess whatever the verdict.
/// </summary>
/// <param name="Verdict">Whether there is one digit, and which it is.</param>
/// <param name="Digit">The most probable digit, 0 to 9.</param>
/// <param name="RunnerUp">The next.</param>
/// <param name="Certainty">
/// The probability that the picture shows this digit and nothing else, 0 to 1. Of answers with a certainty of 0.9 about
/// nine in ten are right; <c>docs/pictures.md</c> has the measurement.
/// </param>
public sealed record DigitAnswer(DigitVerdict Verdict, int Digit, int RunnerUp, double Certainty)
{
    /// <summary>How many images <see cref="Views"/> makes of a picture.</summary>
    public const int ViewCount = 5;

    /// <summary>Below it a digit is not named. It is low, since most who ask show a digit.</summary>
    internal const double LeastCertainty = 0.35;

    private const int Side = DigitPreparation.FieldSide;

    // Fitted by `pictures fit` of tests/LeNetLab.Benchmarks; in the order of Signs, as in answer.js of the playground.
    internal static readonly double[] Weights =
    [
        -3.83, 2.12, -0.34, -0.28, 2.84, -7.52, 0.20, 0.80, 0.62, -1.06,
        -1.44, 0.77, -0.42, 0.22, -0.91, -0.45, -0.97, -0.56, -0.83, 0.77,
    ];

    // A straight line of signs is too careful with those that speak for a digit: above the bend it rises faster.
    internal const double Bend = 1.78, Steeper = 0.43;

    internal static readonly PlanarTransform[] Changes =
    [
        PlanarTransform.Identity, new(RotationDegrees: -8), new(RotationDegrees: 8), new(Squeeze: 0.9),
        new(Squeeze: 1.12),
    ];

    /// <summary>The digit as it is, turned a little to both sides, made narrower and wider: a network reads them all.
    /// </summary>
    /// <param name="pixels">28×28 bytes, as <see cref="DigitPicture.Pixels"/>.</param>
    /// <returns>The images' bytes, one behind the other.</returns>
    public static byte[] Views(byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        byte[] views = new byte[ViewCount * Side * Side];
        for (int i = 0; i < ViewCount; i++)
            Distortion.Transform(pixels, views.AsSpan(i * Side * Side, Side * Side), Side, Side, Changes[i]);
        return views;
    }

    /// <summary>Judges one picture by what the network said of its views.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="said">Of the views of this picture, and of others before it.</param>
    /// <param name="first">The index of its first view.</param>
    public static DigitAnswer Judge(DigitPicture picture, Predictions said, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(said);
        double[] mean = Mean(said, first);
        int digit = Highest(mean), second = Highest(mean, but: digit);
        double[] signs = Signs(picture, said, first);
        double sum = 0;
        for (int i = 0; i < signs.Length; i++) sum += signs[i] * Weights[i];
        double certainty = 1 / (1 + Math.Exp(-sum - Steeper * Math.Max(0, sum - Bend)));
        var verdict = certainty >= LeastCertainty ? DigitVerdict.Digit
            : picture.Others > 0 ? DigitVerdict.SeveralDigits
            : mean[second] >= 0.15 && mean[digit] + mean[second] > 0.8 ? DigitVerdict.NotSure
            : DigitVerdict.NotADigit;
        return new DigitAnswer(verdict, digit, second, certainty);
    }

    /// <summary>What tells a digit read right from all else; the first is 1.</summary>
    internal static double[] Signs(DigitPicture picture, Predictions said, int first)
    {
        double[] mean = Mean(said, first);
        int digit = Highest(mean);
        double best = Math.Clamp(mean[digit], 1e-6, 1 - 1e-6), least = 1, energy = 0;
        for (int i = first; i < first + ViewCount; i++)
        {
            double sum = 0;
            foreach (float logit in said.Logits(i)) sum += Math.Exp(logit);
            energy += Math.Log(sum);
            least = Math.Min(least, said.Probabilities(i)[digit]);
        }

        double[] signs =
        [
            1,
            Math.Log(best / (1 - best)) / 4,
            least,
            Math.Min(said.Margin(first), 15) / 5,
            energy / ViewCount / 5,
            Math.Min(picture.Others, 1),
            Math.Max(0, picture.Box.Width / (double)picture.Box.Height - 1),
            .. picture.Signs,
            .. new double[said.Classes],
        ];
        // Letters are read as some digits more often than as others.
        signs[signs.Length - said.Classes + digit] = 1;
        return signs;
    }

    // A loop, as in GreyPicture: the runtime would compile LINQ over numbers for a single call.
    private static int Highest(double[] shares, int but = -1)
    {
        int best = -1;
        for (int c = 0; c < shares.Length; c++)
            if (c != but && (best < 0 || shares[c] > shares[best])) best = c;
        return best;
    }

    private static double[] Mean(Predictions said, int first)
    {
        double[] mean = new double[said.Classes];
        for (int i = first; i < first + ViewCount; i++)
        {
            double[] own = said.Probabilities(i);
            for (int c = 0; c < mean.Length; c++) mean[c] += own[c] / ViewCount;
        }

        return mean;
    }
}
