using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Paper1998.Preprocessing;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

/// <summary>The 1998 paper's preprocessing of other classifiers, against moments and sums in plain loops.</summary>
public sealed class DeskewTests
{
    [Fact]
    public void The_mixed_moment_vanishes_and_every_row_keeps_its_ink()
    {
        var images = BuiltInDigits.Generate(200, seed: 3, TestContext.Current.CancellationToken);
        var upright = Deskew.Apply(images);
        for (var i = 0; i < images.Count; i++)
        {
            var before = images.Image(i);
            var after = upright.Image(i);
            double inkBefore = 0, inkAfter = 0;
            for (var y = 0; y < 28; y++)
            {
                double rowBefore = Sum(before.Slice(28 * y, 28)), rowAfter = Sum(after.Slice(28 * y, 28));
                (inkBefore, inkAfter) = (inkBefore + rowBefore, inkAfter + rowAfter);
                // Half a grey level of rounding for each pixel that the row's ink can have touched; nothing at the edge
                // is lost here.
                if (Leaves(before, y)) continue;
                Assert.InRange(rowAfter - rowBefore, -14, 14);
            }

            if (Enumerable.Range(0, 28).Any(y => Leaves(images.Image(i), y))) continue;
            var (left, right) = (Moments(before), Moments(after));
            Assert.Equal(left.MeanRow, right.MeanRow, 0.02);
            Assert.InRange(right.Mixed / right.Vertical, -0.01, 0.01);
            Assert.InRange(Deskew.Slant(after, 28), -0.01, 0.01);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.35)]
    [InlineData(0)]
    public void A_slanted_bar_comes_out_upright(double slant)
    {
        var bar = Bar(slant);
        Assert.Equal(slant, Deskew.Slant(bar.Image(0), 28), 0.02);
        var columns = new double[28];
        var upright = Deskew.Apply(bar).Image(0);
        for (var p = 0; p < upright.Length; p++) columns[p % 28] += upright[p];
        // A bar of 3 columns, and what half pixels spill; slanted, it would take 3 + 17·|slant| of them.
        Assert.True(columns.OrderDescending().Take(5).Sum() >= 0.95 * columns.Sum());
    }

    [Fact]
    public void Images_without_ink_or_with_one_row_stay()
    {
        var pixels = new byte[2 * 25];
        pixels[25 + 11] = pixels[25 + 12] = 200;
        var images = new ImageSet(pixels, [1, 2], 5, 5, "two");
        var upright = Deskew.Apply(images);
        Assert.Equal(pixels, upright.Pixels.ToArray());
        Assert.Equal(images.Labels.ToArray(), upright.Labels.ToArray());
        Assert.Equal((5, 5, "two", 10), (upright.Height, upright.Width, upright.Name, upright.Classes));
    }

    [Fact]
    public void The_ink_box_is_in_the_middle_of_its_field_and_whole()
    {
        var images = BuiltInDigits.Generate(100, seed: 5, TestContext.Current.CancellationToken);
        var boxes = InkBox.Crop(images);
        Assert.Equal((20, 20), (boxes.Height, boxes.Width));
        for (var i = 0; i < images.Count; i++)
        {
            Assert.Equal(Sum(images.Image(i)), Sum(boxes.Image(i)));
            var (rows, columns) = (new List<int>(), new List<int>());
            for (var p = 0; p < 400; p++)
                if (boxes.Image(i)[p] > 0) { rows.Add(p / 20); columns.Add(p % 20); }
            Assert.InRange(rows.Min() - (19 - rows.Max()), 0, 1);
            Assert.InRange(columns.Min() - (19 - columns.Max()), 0, 1);
        }
    }

    [Fact]
    public void Ink_too_large_for_the_field_loses_both_ends()
    {
        byte[] row = [1, 2, 3, 4, 5, 6];
        Assert.Equal([2, 3, 4, 5], InkBox.Crop(new ImageSet([.. row], [0], 1, 6), 4).Image(0)[8..12].ToArray());
        Assert.Equal([0, 0, 0, 0], InkBox.Crop(new ImageSet(new byte[6], [0], 1, 6), 2).Image(0).ToArray());
    }

    [Fact]
    public void A_reduced_image_has_the_mean_of_what_each_pixel_covers()
    {
        var images = InkBox.Crop(BuiltInDigits.Generate(20, seed: 6, TestContext.Current.CancellationToken));
        var reduced = AreaReduction.Apply(images);
        // 20 to 16: five pixels become four. On a grid of quarters of an old pixel, a new one is 5 × 5 of them.
        for (var i = 0; i < images.Count; i++)
            for (var p = 0; p < 256; p++)
            {
                double sum = 0;
                for (var y = 5 * (p / 16); y < 5 * (p / 16) + 5; y++)
                    for (var x = 5 * (p % 16); x < 5 * (p % 16) + 5; x++) sum += images.Image(i)[y / 4 * 20 + x / 4];
                Assert.InRange(reduced.Image(i)[p] - sum / 25, -0.501, 0.501);
            }

        Assert.Equal(images.Pixels.ToArray(), AreaReduction.Apply(images, 20).Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => AreaReduction.Apply(images, 21));
    }

    private static ImageSet Bar(double slant)
    {
        var pixels = new byte[784];
        for (var y = 5; y <= 22; y++)
        {
            var at = 13.5 + slant * (y - 13.5);
            for (var x = 0; x < 28; x++) pixels[28 * y + x] = (byte)(200 * Math.Clamp(2 - Math.Abs(x - at), 0, 1));
        }

        return new ImageSet(pixels, [1]);
    }

    private static double Sum(ReadOnlySpan<byte> pixels)
    {
        double sum = 0;
        foreach (var pixel in pixels) sum += pixel;
        return sum;
    }

    /// <summary>Whether the shear puts ink of a row outside the image.</summary>
    private static bool Leaves(ReadOnlySpan<byte> image, int y)
    {
        var moments = Moments(image);
        var shift = -moments.Mixed / moments.Vertical * (y - moments.MeanRow);
        var row = image.Slice(28 * y, 28);
        var (first, last) = (row.IndexOfAnyExcept((byte)0), row.LastIndexOfAnyExcept((byte)0));
        return first >= 0 && (first + shift < 0 || last + shift > 27);
    }

    private static (double MeanRow, double Mixed, double Vertical) Moments(ReadOnlySpan<byte> image)
    {
        double mass = 0, meanX = 0, meanY = 0, mixed = 0, vertical = 0;
        for (var p = 0; p < 784; p++)
            (mass, meanX, meanY) = (mass + image[p], meanX + image[p] * (p % 28), meanY + image[p] * (p / 28));
        (meanX, meanY) = (meanX / mass, meanY / mass);
        for (var p = 0; p < 784; p++)
        {
            mixed += image[p] * (p % 28 - meanX) * (p / 28 - meanY);
            vertical += image[p] * (p / 28 - meanY) * (p / 28 - meanY);
        }

        return (meanY, mixed / mass, vertical / mass);
    }
}
