using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Handwriting.Drawing;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

public class BuiltInDigitsTests
{
    private const int Side = 28;

    [Property(MaxTest = 15)]
    public bool Any_number_of_them_begins_with_the_same_images(int seed, byte more)
    {
        ImageSet few = Drawn.Generate(37, seed), many = Drawn.Generate(37 + more, seed);
        return many.Pixels[..few.Pixels.Length].Span.SequenceEqual(few.Pixels.Span)
            && many.Labels[..37].Span.SequenceEqual(few.Labels.Span);
    }

    [Property(MaxTest = 10)]
    public bool The_seed_decides_everything(int seed)
    {
        ImageSet first = Drawn.Generate(100, seed), again = Drawn.Generate(100, seed);
        ImageSet other = Drawn.Generate(100, seed ^ 1);
        return first.Pixels.Span.SequenceEqual(again.Pixels.Span) && first.Labels.Span.SequenceEqual(again.Labels.Span)
            && !first.Pixels.Span.SequenceEqual(other.Pixels.Span)
            && !first.Labels.Span.SequenceEqual(other.Labels.Span);
    }

    [Property(MaxTest = 30)]
    public bool The_classes_are_equally_frequent(byte count, int seed)
    {
        int[] counts = Drawn.Generate(count, seed).CountPerClass();
        return counts.Max() - counts.Min() <= 1;
    }

    [Fact]
    public void The_classes_come_in_random_order()
    {
        ImageSet set = Drawn.Generate(5000, 3);
        // What follows a 3 is any digit, about equally often: within a block of ten it is never a 3 again.
        int[] next = new int[10];
        for (int i = 0; i + 1 < set.Count; i++)
            if (set.Label(i) == 3)
                next[set.Label(i + 1)]++;
        for (int d = 0; d < 10; d++)
            Assert.InRange(next[d], d == 3 ? 0 : 30, 80);
    }

    [Property(MaxTest = 25)]
    public bool Every_digit_is_framed_and_centred_as_in_mnist(int seed)
    {
        ImageSet set = Drawn.Generate(40, seed);
        for (int i = 0; i < set.Count; i++)
        {
            var (left, top, right, bottom, x, y) = Measure(set.Image(i));
            // The middle of a lopsided digit may lie outside where its box would else leave the field.
            bool centredX = x is > 13.45 and < 14.55 || left == 0 || right == Side;
            bool centredY = y is > 13.45 and < 14.55 || top == 0 || bottom == Side;
            if (Math.Max(right - left, bottom - top) != DigitPreparation.BoxSide || !centredX || !centredY)
                return false;
        }

        return true;
    }

    [Fact]
    public void The_ink_is_about_as_much_as_in_mnist()
    {
        ImageSet set = Drawn.Generate(4000, 11);
        // Published for MNIST's training images: mean 0.1307, deviation 0.3081.
        var (mean, deviation) = set.PixelStatistics();
        Assert.InRange(mean, 0.12, 0.145);
        Assert.InRange(deviation, 0.29, 0.325);

        double[] ink = new double[10];
        for (int i = 0; i < set.Count; i++)
            ink[set.Label(i)] += set.Image(i).ToArray().Sum(p => p / 255.0) / 400;
        Assert.Equal(1, Array.IndexOf(ink, ink.Min()));
        Assert.Equal(0, Array.IndexOf(ink, ink.Max()));
        Assert.All(ink, one => Assert.InRange(one, 50, 145));
    }

    [Fact]
    public void No_two_digits_are_alike()
    {
        ImageSet set = Drawn.Generate(2000, 5);
        var seen = new HashSet<string>();
        for (int i = 0; i < set.Count; i++)
            Assert.True(seen.Add(Convert.ToBase64String(set.Image(i))));
    }

    [Fact]
    public void Real_digits_resemble_the_built_in_ones_of_their_class()
    {
        var sets = DataFolder.Load(RealMnist.Require(), DataSetCatalog.Mnist, TestContext.Current.CancellationToken);
        ImageSet drawn = Drawn.Generate(2000, 1), real = sets.Train.Take(300);
        int right = 0;
        for (int i = 0; i < real.Count; i++)
            right += NearestLabel(drawn, real.Image(i)) == real.Label(i) ? 1 : 0;
        Assert.InRange(right, 240, 300);
    }

    [Fact]
    public void Work_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => BuiltInDigits.Generate(1_000_000, 1, source.Token));
    }

    [Fact]
    public void A_negative_count_is_refused_and_none_is_an_empty_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Drawn.Generate(-1, 1));
        Assert.Equal(0, Drawn.Generate(0, 1).Count);
    }

    [Fact]
    public void Every_form_fits_its_drawing_room()
    {
        Assert.Equal(Enumerable.Range(0, 10), DigitForms.Of.Select(forms => forms[0].Symbol));
        foreach (PenForm form in DigitForms.Of.SelectMany(forms => forms))
            Assert.InRange(form.PointCount * 6 + form.StrokeEnds.Length, 10, PenStrokes.Capacity);
    }

    [Theory]
    [InlineData("1,2 3,4", "1,2 3,4 5,6")]
    [InlineData("1,2 3,4* 5,6", "1,2 3,4 5,6")]
    [InlineData("1,2 3,4 / 5,6 7,8", "1,2 3,4 5,6 7,8")]
    public void Extremes_that_do_not_match_are_refused(string one, string other) =>
        Assert.Throws<FormatException>(() => new PenForm(1, 1, one, other));

    private static int NearestLabel(ImageSet drawn, ReadOnlySpan<byte> image)
    {
        long best = long.MaxValue;
        int label = -1;
        for (int i = 0; i < drawn.Count; i++)
        {
            ReadOnlySpan<byte> other = drawn.Image(i);
            long distance = 0;
            for (int p = 0; p < image.Length && distance < best; p++)
                distance += (image[p] - other[p]) * (image[p] - other[p]);
            if (distance < best)
                (best, label) = (distance, drawn.Label(i));
        }

        return label;
    }

    private static (int Left, int Top, int Right, int Bottom, double X, double Y) Measure(ReadOnlySpan<byte> image)
    {
        int left = Side, top = Side, right = 0, bottom = 0;
        double mass = 0, x = 0, y = 0;
        for (int i = 0; i < image.Length; i++)
        {
            if (image[i] == 0)
                continue;
            (left, right) = (Math.Min(left, i % Side), Math.Max(right, i % Side + 1));
            (top, bottom) = (Math.Min(top, i / Side), Math.Max(bottom, i / Side + 1));
            mass += image[i];
            x += image[i] * (i % Side);
            y += image[i] * (i / Side);
        }

        return (left, top, right, bottom, x / mass, y / mass);
    }
}
