using FsCheck.Xunit;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public class CorruptionTests
{
    private const int Height = 13, Width = 17;

    public static TheoryData<string> Names() => [.. Corruption.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_identity_gives_the_identical_image(string name)
    {
        var how = Find(name);
        for (var seed = 0; seed < 20; seed++)
        {
            var image = RandomImage(seed);
            Assert.Equal(image, Apply(how, image, how.Identity, (ulong)seed));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaves_its_source_and_repeats_itself(string name)
    {
        var how = Find(name);
        byte[] image = RandomImage(1), copy = [.. image];
        var level = how == Corruption.Occlusion ? 5 : 0.5;
        Assert.Equal(Apply(how, image, level, 9), Apply(how, image, level, 9));
        Assert.NotEqual(image, Apply(how, image, level, 9));
        Assert.Equal(copy, image);
    }

    [Fact]
    public void Chance_follows_the_seed_and_the_image()
    {
        foreach (var how in new[] { Corruption.GaussianNoise, Corruption.SaltAndPepper, Corruption.Occlusion })
        {
            var level = how == Corruption.Occlusion ? 4 : 0.4;
            var image = Enumerable.Repeat((byte)200, Height * Width).ToArray();
            Assert.True(
                Enumerable.Range(0, 20).Select(s => Convert.ToHexString(Apply(how, image, level, (ulong)s))).Distinct()
                    .Count() > 10);
            Assert.True(
                Enumerable.Range(0, 20).Select(i => Convert.ToHexString(Apply(how, image, level, 1, i))).Distinct()
                    .Count() > 10);
        }
    }

    [Fact]
    public void A_whole_shift_moves_every_pixel()
    {
        var image = RandomImage(3);
        byte[] right = Apply(Corruption.ShiftRight, image, 2), down = Apply(Corruption.ShiftDown, image, -3);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                Assert.Equal(x < 2 ? 0 : image[y * Width + x - 2], right[y * Width + x]);
                Assert.Equal(y + 3 >= Height ? 0 : image[(y + 3) * Width + x], down[y * Width + x]);
            }
        }
    }

    [Fact]
    public void Half_size_has_a_quarter_of_the_ink_and_double_four_times()
    {
        var image = new byte[29 * 29];
        // Soft edges: a hard one falls on pixels by whole rows and columns, and the count would be of those.
        for (var i = 0; i < image.Length; i++)
            image[i] = (byte)(255 * Math.Exp(-((i / 29 - 14) * (i / 29 - 14) + (i % 29 - 14) * (i % 29 - 14)) / 18.0));
        foreach (var factor in new[] { 0.5, 2.0 })
        {
            var scaled = new byte[image.Length];
            Corruption.Scale.Apply(image, scaled, 29, 29, factor, 0);
            Assert.InRange(scaled.Sum(p => (double)p) / image.Sum(p => (double)p) / (factor * factor), 0.9, 1.1);
        }
    }

    [Property(MaxTest = 30)]
    public void Every_pixel_gains_ink_with_the_width_of_the_pen(int seed)
    {
        var image = RandomImage(seed);
        byte[]? thinner = null;
        foreach (var level in new[] { -3, -2, -1.5, -1, -0.6, -0.2, 0, 0.1, 0.5, 1, 1.3, 2, 4 })
        {
            var now = Apply(Corruption.StrokeWidth, image, level);
            if (thinner is not null) Assert.All(now.Zip(thinner), pair => Assert.True(pair.First >= pair.Second));
            thinner = now;
        }
    }

    [Property(MaxTest = 20)]
    public void Thickening_is_thinning_of_the_negative_inside_the_frame(int seed)
    {
        var image = RandomImage(seed);
        var negative = Array.ConvertAll(image, p => (byte)(255 - p));
        byte[] thick = Apply(Corruption.StrokeWidth, image, 2), thin = Apply(Corruption.StrokeWidth, negative, -2);
        for (var y = 2; y < Height - 2; y++)
            for (var x = 2; x < Width - 2; x++)
                Assert.Equal(thick[y * Width + x], 255 - thin[y * Width + x]);
    }

    [Property(MaxTest = 50)]
    public void Occlusion_takes_exactly_a_square(ulong seed, byte choice)
    {
        var side = choice % (Height + 1);
        var full = Enumerable.Repeat((byte)255, Height * Width).ToArray();
        var gone = Enumerable.Range(0,
            full.Length).Where(i => Apply(Corruption.Occlusion, full, side, seed)[i] == 0).ToList();
        Assert.Equal(side * side, gone.Count);
        if (side == 0) return;
        Assert.Equal(side, gone.Max(i => i / Width) - gone.Min(i => i / Width) + 1);
        Assert.Equal(side, gone.Max(i => i % Width) - gone.Min(i => i % Width) + 1);
    }

    [Fact]
    public void Noise_is_as_strong_as_it_says()
    {
        var grey = Enumerable.Repeat((byte)128, 100 * 100).ToArray();
        var noisy = new byte[grey.Length];
        Corruption.GaussianNoise.Apply(grey, noisy, 100, 100, 0.1, 4);
        Assert.InRange(Math.Sqrt(noisy.Average(p => (p - 128.0) * (p - 128.0))), 24.5, 26.5);
        Corruption.SaltAndPepper.Apply(grey, noisy, 100, 100, 0.3, 4);
        Assert.InRange(noisy.Count(p => p != 128) / 1e4, 0.28, 0.32);
        Assert.InRange(noisy.Count(p => p == 255) / 1e4, 0.13, 0.17);
    }

    [Fact]
    public void Levels_that_cannot_be_are_refused()
    {
        var image = RandomImage(1);
        foreach (var (how, level) in new[]
        {
            (Corruption.Scale, 0), (Corruption.GaussianNoise, -0.1), (Corruption.SaltAndPepper, 1.1),
            (Corruption.Occlusion, 14), (Corruption.Occlusion, 2.5), (Corruption.StrokeWidth, 29), (Corruption.Rotation,
                double.NaN),
        })
            Assert.Throws<ArgumentOutOfRangeException>(() => Apply(how, image, level));
        Assert.Throws<ArgumentException>(() => Corruption.Rotation.Apply(image, new byte[3], Height, Width, 1, 0));
    }

    private static Corruption Find(string name) => Corruption.All.Single(c => c.Name == name);

    private static byte[] Apply(Corruption how, byte[] image, double level, ulong seed = 0, int index = 0)
    {
        var result = new byte[image.Length];
        how.Apply(image, result, Height, Width, level, seed, index);
        return result;
    }

    private static byte[] RandomImage(int seed)
    {
        var image = new byte[Height * Width];
        new Random(seed).NextBytes(image);
        return image;
    }
}
