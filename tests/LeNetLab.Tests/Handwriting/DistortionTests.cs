using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

public class DistortionTests
{
    private const int Side = 28;

    [Property]
    public bool No_range_gives_the_identical_image(byte[] ink, ulong seed)
    {
        byte[] source = Repeat(ink, Side * Side), target = new byte[Side * Side];
        Distortion.Apply(source, target, Side, Side, DistortionRanges.None, seed);
        return source.SequenceEqual(target);
    }

    [Property]
    public bool The_identity_gives_the_identical_image(byte[] ink)
    {
        byte[] source = Repeat(ink, 7 * 11), target = new byte[7 * 11];
        Distortion.Transform(source, target, 7, 11, PlanarTransform.Identity);
        return source.SequenceEqual(target);
    }

    /// <summary>What is not turned is sampled row by row, as if it were turned by next to nothing.</summary>
    [Property(MaxTest = 50)]
    public bool An_image_that_is_not_turned_is_one_that_is_hardly_turned(ulong seed)
    {
        var random = new SeededRandom(seed);
        var change = new PlanarTransform(random.Around(9), random.Around(9), 0, 1 + random.Around(0.6),
            random.Around(0.8), 1 + random.Around(0.4));
        byte[] source = new byte[13 * 17], level = new byte[13 * 17], turned = new byte[13 * 17];
        new System.Random((int)seed).NextBytes(source);
        Distortion.Transform(source, level, 13, 17, change);
        Distortion.Transform(source, turned, 13, 17, change with { RotationDegrees = 1e-6 });
        return level.Zip(turned, (a, b) => Math.Abs(a - b)).Max() <= 1;
    }

    [Property(MaxTest = 30)]
    public bool The_same_seed_gives_the_same_image_and_another_seed_another(ulong seed)
    {
        byte[] source = Blob(14, 14, 5);
        byte[] first = Strong(source, seed), again = Strong(source, seed), other = Strong(source, seed + 1);
        return first.SequenceEqual(again) && !first.SequenceEqual(other);
    }

    [Property(MaxTest = 50)]
    public bool Ink_is_kept_within_what_scale_and_field_can_change(ulong seed)
    {
        byte[] source = Blob(13.5, 13.5, 5);
        double before = source.Sum(p => (double)p), after = Strong(source, seed).Sum(p => (double)p);
        return after > 0.55 * before && after < 1.6 * before;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_quarter_turn_is_the_transpose_and_flip_of_the_pixels(int turns)
    {
        byte[] source = new byte[Side * Side], expected, target = new byte[Side * Side];
        new System.Random(5).NextBytes(source);
        expected = (byte[])source.Clone();
        for (int t = 0; t < turns; t++)
        {
            byte[] turned = new byte[Side * Side];
            // Clockwise: the left column, read upwards, becomes the top row.
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                    turned[y * Side + x] = expected[(Side - 1 - x) * Side + y];
            expected = turned;
        }

        Distortion.Transform(
            source, target, Side, Side, new PlanarTransform { RotationDegrees = 90 * turns, Scale = 1, Squeeze = 1 });

        for (int i = 0; i < target.Length; i++)
            Assert.InRange(target[i], expected[i] - 1, expected[i] + 1);
    }

    [Property(MaxTest = 100)]
    public Property A_blob_moves_where_the_forward_map_says() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), n =>
        {
            var random = new System.Random(n);
            double Around(double range) => (random.NextDouble() * 2 - 1) * range;
            var t = new PlanarTransform(Around(2), Around(2), Around(40), 1 + Around(0.2), Around(0.3),
                1 + Around(0.2));
            double x = Around(6), y = Around(6);

            // The documented order, one step after the other: squeeze and scale, shear, rotate, shift.
            double px = x * t.Scale * t.Squeeze, py = y * t.Scale / t.Squeeze;
            px += t.Shear * py;
            double angle = t.RotationDegrees / 180 * Math.PI;
            (px, py) = (px * Math.Cos(angle) - py * Math.Sin(angle), px * Math.Sin(angle) + py * Math.Cos(angle));
            (px, py) = (px + t.ShiftX, py + t.ShiftY);

            byte[] target = new byte[Side * Side];
            Distortion.Transform(Blob(13.5 + x, 13.5 + y, 1.5), target, Side, Side, t);
            var (cx, cy) = Centre(target);
            return Math.Abs(cx - 13.5 - px) < 0.1 && Math.Abs(cy - 13.5 - py) < 0.1;
        });

    [Fact]
    public void A_whole_pixel_shift_is_exact_and_leaves_background_behind()
    {
        byte[] source = new byte[5 * 6], target = new byte[5 * 6];
        Array.Fill(source, (byte)200);
        Distortion.Transform(source, target, 5, 6, new PlanarTransform(2, -1, 0, 1, 0, 1));
        for (int y = 0; y < 5; y++)
            for (int x = 0; x < 6; x++)
                Assert.Equal(x >= 2 && y < 4 ? 200 : 0, target[y * 6 + x]);
    }

    [Fact]
    public void The_elastic_field_has_the_strength_that_its_kernel_implies()
    {
        // Independent noise of variance 1/3 through a Gaussian kernel: variance (1/3) · Σk², Σk² ≈ 1 / (4πσ²).
        double squares = 0;
        float[] field = new float[Side * Side];
        var random = new SeededRandom(3);
        for (int n = 0; n < 300; n++)
        {
            ElasticField.Fill(field, Side, Side, 34, 4, ref random);
            squares += field.Average(d => (double)d * d);
        }

        double expected = 34 * Math.Sqrt(1.0 / 3 / (4 * Math.PI * 16));
        Assert.InRange(Math.Sqrt(squares / 300), 0.9 * expected, 1.1 * expected);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 40)]
    [InlineData(40, 3)]
    public void Any_size_can_be_distorted(int height, int width)
    {
        byte[] source = new byte[height * width];
        Array.Fill(source, (byte)255);
        Distortion.Apply(source, new byte[source.Length], height, width, DistortionRanges.Strong, 1);
    }

    [Fact]
    public void A_set_is_distorted_image_by_image()
    {
        byte[] pixels = [.. Blob(10, 10, 3), .. Blob(15, 15, 4), .. Blob(13, 12, 2)];
        var set = new ImageSet(pixels, [1, 2, 3], Side, Side, "blobs");
        ImageSet distorted = Distortion.Distort(set, DistortionRanges.Strong, 7, epoch: 2);

        Assert.Equal([1, 2, 3], distorted.Labels.ToArray());
        byte[] single = new byte[Side * Side];
        Distortion.Apply(set.Image(1), single, Side, Side, DistortionRanges.Strong, SeededRandom.SeedFor(7, 2, 1));
        Assert.Equal(single, distorted.Image(1).ToArray());
        Assert.NotEqual(SeededRandom.SeedFor(7, 2, 1), SeededRandom.SeedFor(7, 1, 2));
    }

    [Fact]
    public void Wrong_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(
            () => Distortion.Apply(new byte[783], new byte[784], 28, 28, DistortionRanges.Mild, 1));

    private static byte[] Strong(byte[] source, ulong seed)
    {
        byte[] target = new byte[source.Length];
        Distortion.Apply(source, target, Side, Side, DistortionRanges.Strong, seed);
        return target;
    }

    private static byte[] Repeat(byte[] ink, int length) =>
        [.. Enumerable.Range(0, length).Select(i => ink.Length == 0 ? (byte)i : ink[i % ink.Length])];

    private static byte[] Blob(double x, double y, double sigma)
    {
        byte[] image = new byte[Side * Side];
        for (int i = 0; i < image.Length; i++)
        {
            double dx = i % Side - x, dy = i / Side - y;
            image[i] = (byte)(255 * Math.Exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)));
        }

        return image;
    }

    private static (double X, double Y) Centre(byte[] image)
    {
        double sum = image.Sum(p => (double)p);
        return (image.Select((p, i) => p * (double)(i % Side)).Sum() / sum,
            image.Select((p, i) => p * (double)(i / Side)).Sum() / sum);
    }
}
