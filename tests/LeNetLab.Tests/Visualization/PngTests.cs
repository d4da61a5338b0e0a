using FsCheck.Xunit;
using LeNetLab.Visualization;
using LeNetLab.Visualization.Rendering;
using StbImageSharp;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public sealed class PngTests
{
    [Property]
    public void Pixels_come_back_as_they_went_in(byte width, byte height, int seed)
    {
        var (w, h) = ((width % 40) + 1, (height % 40) + 1);
        var random = new Random(seed);
        foreach (var channels in new[] { 1, 3, 4 })
        {
            var pixels = SampleViews.Bytes(random, w * h * channels);

            var png = channels switch
            {
                1 => Png.FromGrey(pixels, w, h),
                3 => Png.FromRgb(pixels, w, h),
                _ => Png.FromRgba(pixels, w, h)
            };

            var image = ImageResult.FromMemory(png, (ColorComponents)channels);
            Assert.Equal((w, h), (image.Width, image.Height));
            Assert.Equal(pixels, image.Data);
        }
    }

    [Fact]
    public void A_length_that_does_not_fit_the_size_is_named() =>
        Assert.Contains("784 bytes; got 783", Assert.Throws<ArgumentException>(
            () => Png.FromGrey(new byte[783], 28, 28)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_image_without_pixels_is_refused() => Assert.Throws<ArgumentException>(() => Png.FromGrey([], 0, 5));

    [Fact]
    public void The_sprite_of_grey_tiles_keeps_its_gaps_transparent()
    {
        var png = Sprite.Build(
            2, 2, 2, 1, 1, 0, (tile, pixel) => ((byte)(10 * tile), (byte)(10 * tile), (byte)(10 * tile)));

        var image = ImageResult.FromMemory(png, ColorComponents.RedGreenBlueAlpha);

        Assert.Equal([255, 255, 0, 255, 255], Enumerable.Range(0, 5).Select(i => (int)image.Data[(4 * i) + 3]));
        Assert.Equal([0, 0, 10, 10], new[] { 0, 1, 3, 4 }.Select(i => (int)image.Data[4 * i]));
    }

    [Fact]
    public void Ink_is_dark_on_light_ground()
    {
        var png = Picture.OfGrey([0, 255], 2, 1).PngBytes.ToArray();

        var image = ImageResult.FromMemory(png, ColorComponents.Grey);

        Assert.Equal(255, image.Data[0]);
        Assert.True(image.Data[1] < 40);
    }
}
