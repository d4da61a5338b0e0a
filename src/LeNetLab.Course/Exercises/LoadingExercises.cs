using System.Security.Cryptography;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook loading-mnist.</summary>
internal static class LoadingExercises
{
    private const int Held = 1_000;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers(
            "01.1", "the index of the training image with the most ink, and of the one with the least: (most, least)",
            2, Ink, whole: true),
        ExerciseTask.Numbers("01.2",
            "the mean and the variance of the training pixels on the paper's scale: (mean, variance)", 2, PaperScale),
        ExerciseTask.Several<ImageSet>(
            "01.3", "the two sets that you split the training set into, the larger first: (rest, heldOut)", 2, Split),
    ];

    private static Judgement Ink(double[] answer, Lazy<DigitSets> digits)
    {
        var train = digits.Value.Train;
        var ink = Sums(train, pixel => pixel);
        var (most, least) = (ink.Max(), ink.Min());
        if (answer.All(a => a == most || a == least))
            return Judgement.Hint($"Those are amounts of ink. Asked for is which image has them: its index, from 0.");
        if (answer.Any(a => a < 0 || a >= train.Count))
            return Judgement.Hint($"The training images are numbered from 0 to {train.Count - 1}; " +
                $"{answer.First(a => a < 0 || a >= train.Count)} is none of them.");
        var (first, second) = ((int)answer[0], (int)answer[1]);
        if (ink[first] == most && ink[second] == least)
            return Judgement.Right(
                $"The darkest is a {train.Label(first)}, and it has {(double)most / Math.Max(1, least):0} times the " +
                $"ink of the lightest, a {train.Label(second)}. A network has to read both.");
        if (ink[first] == least && ink[second] == most)
            return Judgement.Hint($"These are the two, but the other way round: the most ink first.");

        var inked = Sums(train, pixel => pixel > 0 ? 1 : 0);
        if (inked[first] == inked.Max() && ink[first] != most)
            return Judgement.Hint($"Image {first} has the most pixels that are not empty. But ink weighs as much as " +
                $"it is dark: add up the values, do not count the pixels.");
        var part = Sums(train.Take(5_000), pixel => pixel);
        if (first < part.Length && second < part.Length && part[first] == part.Max() && part[second] == part.Min())
            return Judgement.Hint(
                $"Those are the two of the first {part.Length:N0} images. There are {train.Count:N0}.");
        var test = Sums(digits.Value.Test, pixel => pixel);
        if (first < test.Length && second < test.Length && test[first] == test.Max() && test[second] == test.Min())
            return Judgement.Hint($"Those are the two of the test set. The question is about the training set.");
        if (train.Label(Array.IndexOf(ink, most)) == first && train.Label(Array.IndexOf(ink, least)) == second)
            return Judgement.Hint(
                $"Those are the digits that the two images show. Asked for are their places in the set.");
        if (ink[first] == most) return Judgement.Hint(
            $"The first is right. But there are images with less ink than image {second}, which has {ink[second]:N0}.");
        if (ink[second] == least) return Judgement.Hint(
            $"The second is right. But there are images with more ink than image {first}, which has {ink[first]:N0}.");
        return Judgement.Hint($"Image {first} has {ink[first]:N0} of ink, image {second} has {ink[second]:N0}, and " +
            $"others have more and less. The ink of an image is the sum of its pixels.");
    }

    private static Judgement PaperScale(double[] answer, Lazy<DigitSets> digits)
    {
        var (m, s) = digits.Value.Train.PixelStatistics();
        var paper = Normalization.LeCun1998;
        var (mean, variance) = On(paper);
        if (Is(mean, variance))
            return Judgement.Right($"The mean is close to 0, as the paper says. The variance is {variance:0.00} and " +
                $"not 1: there is much more background than ink. From the plain mean and deviation it takes one " +
                $"line: (m − shift) / scale, and the square of deviation / scale.");
        if (Is(variance, mean)) return Judgement.Hint($"These are the two, but the other way round: the mean first.");
        if (Is(mean, Math.Sqrt(variance))) return Judgement.Hint(
            $"The mean is right. The second number is the standard deviation; the variance is its square.");
        var (plainMean, plainVariance) = On(Normalization.ZeroToOne);
        if (Is(plainMean, plainVariance) || Is(plainMean, Math.Sqrt(plainVariance)))
            return Judgement.Hint($"Those are of pixels from 0 to 1. On the paper's scale background is " +
                $"{paper.Apply(0):0.0##} and ink {paper.Apply(255):0.0##}.");
        var (ours, ourVariance) = On(Normalization.Mnist);
        if (Is(ours, ourVariance)) return Judgement.Hint($"A mean of 0 and a variance of 1 are what the paper hopes " +
            $"for, and what `Normalization.Mnist` gives (ToTensor uses it unless told otherwise). Compute the two on " +
            $"the scale of `Normalization.LeCun1998`.");
        if (Is(m * 255, s * s * 255 * 255))
            return Judgement.Hint($"Those are of the bytes. Bring each to the paper's scale first.");
        // 32×32 with background in the margin: the mean of a mixture, and its variance.
        double inside = digits.Value.Train.Height * digits.Value.Train.Width,
            all = (digits.Value.Train.Height + 4) * (digits.Value.Train.Width + 4);
        var (share, background) = (inside / all, (double)paper.Apply(0));
        var padded = share * mean + (1 - share) * background;
        var paddedVariance = share * (variance + mean * mean) + (1 - share) * background * background - padded * padded;
        if (Is(padded, paddedVariance))
            return Judgement.Hint($"Those are of the field of 32×32. Its margin is background that nobody drew, so " +
                $"leave it out: `padding: 0`.");
        if (Answer.Near(answer[0], mean, 0.003))
            return Judgement.Hint($"The mean is right. The variance is the mean of the squared distances from it.");
        return Judgement.Hint($"Take all pixels of all {digits.Value.Train.Count:N0} training images, with " +
            $"`Normalization.LeCun1998`. Background is {paper.Apply(0):0.0##} there, and ink " +
            $"{paper.Apply(255):0.0##}, so the mean lies between.");

        (double Mean, double Variance) On(Normalization scale) =>
            ((m - scale.Mean) / scale.StandardDeviation, Math.Pow(s / scale.StandardDeviation, 2));

        bool Is(double first, double second) =>
            Answer.Near(answer[0], first, 0.003) && Answer.Near(answer[1], second, 0.003);
    }

    private static Judgement Split(IReadOnlyList<ImageSet> sides, Lazy<DigitSets> digits)
    {
        var train = digits.Value.Train;
        var (rest, heldOut) = (sides[0], sides[1]);
        if (rest.Count == Held && heldOut.Count == train.Count - Held)
            return Judgement.Hint($"The other way round: the larger side first.");
        if (heldOut.Count != Held)
            return Judgement.Hint($"Hold out {Held:N0} images; you held out {heldOut.Count:N0}.");
        var left = Counted(train);
        var strangers = Take(left, heldOut);
        if (strangers > 0)
            return Judgement.Hint($"{strangers:N0} of the held-out images are no training images. Hold out images of " +
                $"`digits.Train`; the test set waits until the end.");
        var twice = Take(left, rest);
        if (twice > 0)
            return Judgement.Hint($"{twice:N0} images are on both sides. What is held out must not be learnt from.");
        if (rest.Count + heldOut.Count != train.Count)
            return Judgement.Hint($"The two sides have {rest.Count + heldOut.Count:N0} images together, the training " +
                $"set has {train.Count:N0}: some are lost.");
        var (all, held) = (train.CountPerClass(), heldOut.CountPerClass());
        var worst = Enumerable.Range(0, all.Length).MaxBy(c => Math.Abs(held[c] - Share(c)));
        if (Math.Abs(held[worst] - Share(worst)) > 1)
            return Judgement.Hint($"No image is on both sides. But of the digit {worst} you held out {held[worst]}, " +
                $"and its share would be {Share(worst):0.0}: draw from each class by itself. `Split` does.");
        return Judgement.Right($"The two sides add up to the set, no image is on both, and each class has its share " +
            $"to within one image. Two images can still look alike: nothing stops a person from writing the same " +
            $"1 twice.");

        double Share(int c) => (double)Held * all[c] / train.Count;
    }

    private static long[] Sums(ImageSet images, Func<byte, int> weight)
    {
        var table = Enumerable.Range(0, 256).Select(v => weight((byte)v)).ToArray();
        var sums = new long[images.Count];
        for (var i = 0; i < sums.Length; i++)
            foreach (var pixel in images.Image(i)) sums[i] += table[pixel];
        return sums;
    }

    // An image is known by its pixels and its label; equal ones are counted.
    private static Dictionary<UInt128, int> Counted(ImageSet images)
    {
        var counts = new Dictionary<UInt128, int>(images.Count);
        for (var i = 0; i < images.Count; i++)
        {
            var key = Key(images, i);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    // Takes the images out of those that are left, and says how many were not there.
    private static int Take(Dictionary<UInt128, int> left, ImageSet images)
    {
        var missing = 0;
        for (var i = 0; i < images.Count; i++)
        {
            var key = Key(images, i);
            if (left.GetValueOrDefault(key) > 0) left[key]--;
            else missing++;
        }

        return missing;
    }

    private static UInt128 Key(ImageSet images, int index)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(images.Image(index), hash);
        hash[0] = (byte)images.Label(index);
        return new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
    }
}
