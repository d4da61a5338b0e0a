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
    private const double LeastCertainty = 0.35;

    private const int Side = DigitPreparation.FieldSide;

    // Fitted by `pictures fit` of tests/LeNetLab.Benchmarks; in the order of Signs. The last ten rows are those of the
    // ten digits.
    private static readonly double[] Weights =
    [
        -3.03, 2.63, -0.26, 0.12, 1.70, -7.70, -0.20, 1.09, 0.59, -1.27,
        -1.92, 0.35, -0.29, 1.09, -1.37, 0.33, -0.02, -0.87, -1.39, 1.07,
        2.41, -1.07, -4.28, 0.85, -1.76, 1.93, 0.93, 2.18, -0.37, -0.05,
        -1.28, 0.19, 1.02, -1.37, 0.38, -0.77, 0.34, 2.99, -3.87, 0.86,
        0.13, 0.56, -0.10, -0.79, -0.39, -0.28, -1.08, 0.33, 0.72, 0.55,
        1.07, 0.64, 0.78, -1.39, 0.63, -1.49, -1.54, 2.05, -0.97, 0.06,
        2.37, -1.31, 1.87, -2.08, 1.29, 0.49, -4.29, 0.63, -3.29, 4.69,
        -0.85, -0.76, -1.14, 0.05, 1.77, -0.60, -2.37, 1.38, -0.82, 1.77,
        -0.95, 3.20, -3.32, 1.56, -1.90, 2.60, -1.56, -1.58, -0.50, 1.33,
        -4.17, -1.57, 1.04, -0.70, -0.78, 0.19, 1.36, 0.21, 0.64, 4.07,
        -0.07, 2.71, -0.42, 1.57, 0.60, -0.45, -1.70, -2.92, 2.17, -1.76,
        -1.63, 0.19, -0.84, 1.84, -1.46, 3.97, -0.03, -5.38, 3.06, -0.20,
    ];

    private static readonly PlanarTransform[] Changes =
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
        int[] ranking = [.. Enumerable.Range(0, mean.Length).OrderByDescending(c => mean[c])];
        double certainty = 1 / (1 + Math.Exp(-Signs(picture, said, first).Zip(Weights, (s, w) => s * w).Sum()));
        var verdict = certainty >= LeastCertainty ? DigitVerdict.Digit
            : picture.Others > 0 ? DigitVerdict.SeveralDigits
            : mean[ranking[1]] >= 0.15 && mean[ranking[0]] + mean[ranking[1]] > 0.8 ? DigitVerdict.NotSure
            : DigitVerdict.NotADigit;
        return new DigitAnswer(verdict, ranking[0], ranking[1], certainty);
    }

    /// <summary>What tells a digit read right from all else; the first is 1.</summary>
    internal static double[] Signs(DigitPicture picture, Predictions said, int first)
    {
        double[] mean = Mean(said, first);
        int digit = Array.IndexOf(mean, mean.Max());
        var views = Enumerable.Range(first, ViewCount);
        double best = Math.Clamp(mean[digit], 1e-6, 1 - 1e-6);
        double energy = views.Average(i => Math.Log(said.Logits(i).ToArray().Sum(x => Math.Exp(x))));
        return
        [
            1,
            Math.Log(best / (1 - best)) / 4,
            views.Min(i => said.Probabilities(i)[digit]),
            Math.Min(said.Margin(first), 15) / 5,
            energy / 5,
            Math.Min(picture.Others, 1),
            Math.Max(0, picture.Box.Width / (double)picture.Box.Height - 1),
            .. picture.Signs,
            // Letters are read as some digits more often than as others.
            .. Enumerable.Range(0, said.Classes).Select(c => c == digit ? 1.0 : 0),
            // A letter that is read as a 4 gives other outputs than a 4 does, so each digit has weights for all ten.
            .. Enumerable.Range(0, said.Classes * said.Classes).Select(i => i / said.Classes == digit
                ? views.Average(v => said.Logits(v)[i % said.Classes]) / 20 : 0),
        ];
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
