using System.Globalization;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Simd;
using LeNetLab.Visualization.Rendering;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>
/// <c>pictures [--own DIR] [--weights FILE] [--save DIR] [--kind WORD] [--seed N]</c>: makes the test set of pictures
/// that <c>docs/pictures.md</c> describes, the same for the same seed, and prints a row for each kind.
/// <c>pictures fit</c> makes others, with more letters, and prints the weights of <see cref="DigitAnswer"/>.
/// <c>pictures stages FILE STRIP.png</c> draws every stage of finding the digit in one picture.
/// </summary>
internal static class PicturesVerb
{
    public const string Name = "pictures";

    private const ulong Seed = 20261129, FitSeed = 101;

    private const int PerKind = 100, PerOther = 50, TestSets = 4, FitSets = 8;

    /// <summary>What was said of a picture: the digit (-1: none), its certainty, and whether it is an answer.</summary>
    private sealed record Reading(bool OneDigit, int Label, int Digit, double Certainty, bool Answered, double[]? Signs)
    {
        public bool Right => Answered && OneDigit && Digit == Label;
    }

    public static int Run(string[] args)
    {
        if (args is [_, "stages", var picture, var strip]) return Stages(picture, strip);
        string? Value(string option) => Array.IndexOf(args, option) is >= 0 and var at ? args[at + 1] : null;
        // What is fitted is fitted to other pictures.
        bool fit = args is [_, "fit", ..];
        ulong seed = Value("--seed") is { } other ? ulong.Parse(other, CultureInfo.InvariantCulture)
            : fit ? FitSeed : Seed;
        var network = Value("--weights") is { } path ? NetworkWeights.Load(path) : NetworkWeights.Pretrained();
        var kinds = new Kinds(new Hands(Value("--own") is { } own ? Given(own) : []));
        var all = new List<Reading>();
        Console.WriteLine("| Kind | right | wrong, given as sure | no answer |\n|---|---|---|---|");
        var others = new List<Reading>();
        foreach (var (name, make) in kinds.Digits.Where(Asked))
            Row(name, Read(name, make, PerKind, oneDigit: true));
        foreach (var (name, make) in kinds.Others.Where(Asked))
        {
            // Half of the letters that it is fitted to are those of the test set.
            var read = fit && name == Kinds.Letter
                ? [.. Read(name, make, PerOther / 2, oneDigit: false),
                    .. Read("another letter", Kinds.OtherLetter, PerOther / 2, oneDigit: false)]
                : Read(name, make, PerOther, oneDigit: false);
            Row(name, read);
            others.AddRange(read);
        }

        Say($"right of one digit: {Percent(all.Where(r => r.OneDigit), r => r.Right)} %");
        Say($"several or none, answered as one digit at 90 % or more: {Percent(others, r => r.Answered
            && r.Certainty >= 0.9)} %");
        double error = CalibrationError(all, r => r.OneDigit && r.Digit == r.Label);
        var chance = SeededRandom.For(Seed, 0);
        double byChance = Enumerable.Range(0, 100).Average(_ => CalibrationError(all, r => chance.Chance(r.Certainty)));
        Say($"expected calibration error: {error:0.00} points; {byChance:0.00} if every certainty were true");
        if (fit) PrintFit([.. all.Where(r => r.Signs is not null)]);
        return 0;

        bool Asked((string Name, Kinds.Maker) kind) =>
            kind.Name.Contains(Value("--kind") ?? "", StringComparison.Ordinal);

        Reading[] Read(string name, Kinds.Maker make, int perSet, bool oneDigit)
        {
            var readings = new Reading[perSet * (fit ? FitSets : TestSets)];
            Parallel.For(0, readings.Length, i =>
            {
                // Each set has a seed of its own, the next.
                var set = seed + (ulong)(i / perSet);
                var random = SeededRandom.For(set + (ulong)name.Sum(c => c), (ulong)(i % perSet));
                var (file, label) = make(ref random);
                readings[i] = Answer(network, file, label, oneDigit);
                if (Value("--save") is not { } folder) return;
                Directory.CreateDirectory(folder);
                string says = $"{name.Replace(' ', '-')}-{i:00}-is-{label}-read-{readings[i].Digit}.png";
                File.WriteAllBytes(Path.Combine(folder, says), file);
            });
            return readings;
        }

        void Row(string name, Reading[] read)
        {
            all.AddRange(read);
            Say($"| {name} | {Percent(read, r => r.Right)} | {Percent(read, r => r.Answered && !r.Right
                && r.Certainty >= 0.95)} | {Percent(read, r => !r.Answered)} |");
        }
    }

    /// <summary>The stages beside each other, all equally high.</summary>
    private static int Stages(string file, string path)
    {
        const int High = 140, Gap = 6;
        var stages = DigitPicture.Stages(File.ReadAllBytes(file), file);
        int[] wide = [.. stages.Select(s => s.Width * High / s.Height)];
        int width = wide.Sum() + Gap * (wide.Length - 1), left = 0;
        byte[] strip = new byte[width * High];
        Array.Fill(strip, byte.MaxValue);
        for (int i = 0; i < wide.Length; left += wide[i++] + Gap)
            for (int y = 0; y < High; y++)
                for (int x = 0; x < wide[i]; x++)
                    strip[y * width + left + x] = stages[i].Pixels[
                        y * stages[i].Height / High * stages[i].Width + x * stages[i].Width / wide[i]];
        File.WriteAllBytes(path, Png.FromGrey(strip, width, High));
        Console.WriteLine(string.Join(" · ", stages.Select(s => s.Name)));
        return 0;
    }

    private static Reading Answer(NetworkWeights network, byte[] file, int label, bool oneDigit)
    {
        try
        {
            var picture = DigitPicture.Decode(file, "picture");
            var said = Inference.Run(network, new ImageSet(DigitAnswer.Views(picture.Pixels),
                new byte[DigitAnswer.ViewCount]), SimdBackend.Instance);
            var answer = DigitAnswer.Judge(picture, said);
            return new Reading(oneDigit, label, answer.Digit, answer.Certainty,
                answer.Verdict == DigitVerdict.Digit, DigitAnswer.Signs(picture, said, 0));
        }
        catch (InvalidDataException)
        {
            return new Reading(oneDigit, label, -1, 0, false, null);
        }
    }

    /// <summary>A regression on the signs, and one that bends what comes out where it is 2; scaled to one.</summary>
    private static void PrintFit(Reading[] known)
    {
        const double At = 2;
        bool[] right = [.. known.Select(r => r.OneDigit && r.Digit == r.Label)];
        double[] weights = Fit([.. known.Select(r => r.Signs!)], right);
        double[] bent = Fit([.. known.Select(r => Bent(r.Signs!.Zip(weights, (s, w) => s * w).Sum()))], right);
        weights = [.. weights.Select(w => w * bent[1])];
        weights[0] += bent[0];
        foreach (double[] row in weights.Chunk(10))
            Console.WriteLine(string.Concat(row.Select(w => FormattableString.Invariant($"{w:0.00}, "))));
        Say($"Bend = {bent[0] + At * bent[1]:0.00}, Steeper = {bent[2] / bent[1]:0.00}");

        static double[] Bent(double sum) => [1, sum, Math.Max(0, sum - At)];
    }

    /// <summary>Logistic regression, by Newton's steps.</summary>
    private static double[] Fit(double[][] signs, bool[] right)
    {
        int n = signs[0].Length;
        double[] weights = new double[n];
        for (int step = 0; step < 30; step++)
        {
            // A trace of decay keeps a sign that is always the same from growing.
            double[,] equations = new double[n, n + 1];
            for (int r = 0; r < n; r++) (equations[r, r], equations[r, n]) = (0.1, -0.1 * weights[r]);
            for (int i = 0; i < signs.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(-signs[i].Zip(weights, (s, w) => s * w).Sum()));
                double miss = (right[i] ? 1 : 0) - p;
                for (int r = 0; r < n; r++)
                {
                    for (int c = 0; c < n; c++)
                        equations[r, c] += p * (1 - p) * signs[i][r] * signs[i][c];
                    equations[r, n] += miss * signs[i][r];
                }
            }

            for (int k = 0; k < n; k++)
                for (int r = 0; r < n; r++)
                {
                    double factor = r == k ? 0 : equations[r, k] / equations[k, k];
                    for (int c = k; c <= n; c++) equations[r, c] -= factor * equations[k, c];
                }

            for (int k = 0; k < n; k++) weights[k] += equations[k, n] / equations[k, k];
        }

        return weights;
    }

    /// <summary>
    /// Mean difference, over fifteen equal steps of certainty, between how certain the reader was that the picture
    /// shows this digit alone and how often it did; in hundredths.
    /// </summary>
    private static double CalibrationError(IReadOnlyList<Reading> all, Func<Reading, bool> isRight) => all
        .GroupBy(r => Math.Min(14, (int)(r.Certainty * 15)))
        .Sum(g => Math.Abs(g.Sum(r => r.Certainty - (isRight(r) ? 1 : 0)))) * 100 / all.Count;

    private static string Percent(IEnumerable<Reading> readings, Func<Reading, bool> which) =>
        (100.0 * readings.Count(which) / readings.Count()).ToString("0.#", CultureInfo.InvariantCulture);

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    /// <summary>Pictures on even ground whose names begin with their digit.</summary>
    private static List<Ink> Given(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal).Select(f => Ink.Of(
            PictureFile.Decode(File.ReadAllBytes(f), f).Picture.ToGrey(), Path.GetFileName(f)[0] - '0')),
    ];
}
