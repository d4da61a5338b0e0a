using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Paper1998.OnlineSgd;
using LeNetLab.Tests.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

public class PatternStreamTests
{
    private static readonly ImageSet Images = Drawn.Generate(30, 5);

    [Fact]
    public void The_order_is_random_complete_and_the_same_in_every_pass()
    {
        var stream = new PatternStream(Images, seed: 4, DistortionRanges.Planar, copies: 0);
        var (first, second) = (Shown(stream, 1), Shown(stream, 2));
        Assert.Equal(first, second);
        Assert.Equal(Enumerable.Range(0, 30), first.Select(IndexOf).Order());
        Assert.NotEqual(Enumerable.Range(0, 30), first.Select(IndexOf));
        Assert.NotEqual(first, Shown(new PatternStream(Images, seed: 5, DistortionRanges.Planar, copies: 0), 1));
    }

    [Fact]
    public void With_nine_copies_ten_passes_show_every_pattern_once_and_the_next_ten_again()
    {
        var stream = new PatternStream(Images, seed: 4, DistortionRanges.Planar, copies: 9);
        var shown = Enumerable.Range(1, 10).SelectMany(pass => Shown(stream, pass)).ToList();
        Assert.Equal(300, shown.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, shown.Count(image => IndexOf(image) >= 0));
        Assert.Equal(shown, Enumerable.Range(11, 10).SelectMany(pass => Shown(stream, pass)));
    }

    [Fact]
    public void A_copy_keeps_its_label()
    {
        var stream = new PatternStream(Images, seed: 4, DistortionRanges.None, copies: 3);
        var image = new byte[28 * 28];
        for (var pass = 1; pass <= 4; pass++)
            for (var n = 0; n < stream.PerPass; n++)
            {
                var label = stream.Read(pass, n, image);
                Assert.Equal(Images.Label(IndexOf(Convert.ToHexString(image))), label);
            }
    }

    [Fact]
    public void A_picture_has_the_papers_pixels_and_a_margin_of_background()
    {
        var preparation = new PatternPreparation<double>(28, 28, padding: 2);
        var picture = new double[32 * 32];
        byte[] image = new byte[28 * 28];
        image[0] = 255;
        preparation.Write(image, picture);
        Assert.Equal(1.175, picture[2 * 32 + 2], 1e-6);
        Assert.Equal(1023, picture.Count(p => Math.Abs(p + 0.1) < 1e-6));
    }

    private static List<string> Shown(PatternStream stream, int pass)
    {
        var image = new byte[28 * 28];
        return [.. Enumerable.Range(0, stream.PerPass).Select(n =>
        {
            stream.Read(pass, n, image);
            return Convert.ToHexString(image);
        })];
    }

    private static int IndexOf(string image) =>
        Enumerable.Range(0, Images.Count).FirstOrDefault(i => Convert.ToHexString(Images.Image(i)) == image, -1);
}
