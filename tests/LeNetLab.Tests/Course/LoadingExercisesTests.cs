using LeNetLab.Data;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class LoadingExercisesTests
{
    private static readonly ImageSet Train = Few.Train;

    [Fact]
    public void Most_and_least_ink()
    {
        var ink = Ink(Train);
        int most = Array.IndexOf(ink, ink.Max()), least = Array.IndexOf(ink, ink.Min());
        IsRight("01.1", (most, least));
        IsRight("01.1", new List<long> { most, least });

        IsHinted("01.1", (least, most), "the other way round");
        IsHinted("01.1", (ink.Max(), ink.Min()), "Those are amounts of ink");
        IsHinted("01.1", (most, -1), "numbered from 0 to 5999");
        IsHinted("01.1", (6_000, least), "numbered from 0 to 5999");
        IsHinted("01.1", (most, most), "The first is right");
        IsHinted("01.1", (least, least), "The second is right");
        IsHinted("01.1", (Other(most, least), Other(most, least)), "others have more and less");
    }

    [Fact]
    public void Ink_mistaken_for_pixels_a_part_or_the_test_set()
    {
        // Digits made for these mistakes: image 5 has the most pixels, image 6 the most ink among the first 5,000, the
        // last the most.
        var pixels = Enumerable.Range(0, 5_500).SelectMany(i => Image(20, (byte)100)).ToArray();
        Put(5, Image(60, 50));
        Put(6, Image(25, 255));
        Put(7, Image(10, 20));
        Put(5_400, Image(26, 255));
        Put(5_401, Image(9, 20));
        var test = Enumerable.Range(0, 3).SelectMany(i => Image(30 + i, 255)).ToArray();
        var digits = new DigitSets(new ImageSet(pixels, new byte[5_500]), new ImageSet(test, new byte[3]), "");

        Assert.Equal(LeNetLab.Course.Exercises.Verdict.Right,
            LeNetLab.Course.Exercises.Exercise.Check("01.1", (5_400, 5_401), digits).Verdict);
        Hinted((5, 5_401), "do not count the pixels");
        Hinted((6, 7), "the first 5,000");
        Hinted((2, 0), "the test set");

        void Put(int i, byte[] image) => image.CopyTo(pixels, i * 784);

        void Hinted((int, int) answer, string hint) =>
            Assert.Contains(hint, LeNetLab.Course.Exercises.Exercise.Check("01.1", answer, digits).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Mean_and_variance_on_the_papers_scale()
    {
        // By definition, pixel by pixel.
        var values = Train.Pixels.ToArray().Select(v => v / 255.0 * 1.275 - 0.1).ToArray();
        var mean = values.Average();
        var variance = values.Average(x => (x - mean) * (x - mean));
        IsRight("01.2", (mean, variance));
        IsRight("01.2", (Math.Round(mean, 3), Math.Round(variance, 3)));

        IsHinted("01.2", (variance, mean), "the other way round");
        IsHinted("01.2", (mean, Math.Sqrt(variance)), "standard deviation");
        IsHinted("01.2", ((mean + 0.1) / 1.275, variance / 1.275 / 1.275), "pixels from 0 to 1");
        IsHinted("01.2", (((mean + 0.1) / 1.275 - 0.1307) / 0.3081, variance / 1.275 / 1.275 / 0.3081 / 0.3081),
            "Normalization.LeCun1998");
        IsHinted("01.2", (mean, 1), "The mean is right");
        IsHinted("01.2", (0, 1), "Take all pixels");
        using var padded = Train.ToTensor(0, Train.Count, Normalization.LeCun1998);
        using var field = padded.reshape(-1);
        IsHinted("01.2", (field.mean().item<float>(), field.var().item<float>()), "margin");
    }

    [Fact]
    public void A_split_is_judged_by_what_it_holds()
    {
        IsRight("01.3", Train.Split(1_000, seed: 1));
        IsRight("01.3", Train.Split(1_000, seed: 2));

        var (rest, heldOut) = Train.Split(1_000, seed: 1);
        IsHinted("01.3", (heldOut, rest), "the larger side first");
        IsHinted("01.3", Train.Split(500, seed: 1), "you held out 500");
        IsHinted("01.3", (Train, heldOut), "1,000 images are on both sides");
        IsHinted("01.3", (Train, Few.Test.Take(1_000)), "no training images");
        IsHinted("01.3", (rest.Take(4_000), heldOut), "some are lost");
        var sorted = Enumerable.Range(0, Train.Count).OrderBy(Train.Label).ToList();
        IsHinted("01.3", (Train.Subset(sorted[1_000..]), Train.Subset(sorted[..1_000])), "draw from each class");
        IsOfWrongType("01.3", rest, "an ImageSet");
    }

    private static long[] Ink(ImageSet set) =>
        [.. Enumerable.Range(0, set.Count).Select(i => set.Image(i).ToArray().Sum(v => (long)v))];

    private static int Other(int a, int b) =>
        Enumerable.Range(0, 3).First(i => i != a && i != b && i != Few.Train.Label(a));

    private static byte[] Image(int inked, byte value) =>
        [.. Enumerable.Range(0, 784).Select(p => p < inked ? value : (byte)0)];
}
