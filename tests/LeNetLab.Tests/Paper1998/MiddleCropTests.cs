using LeNetLab.Data;
using LeNetLab.Paper1998.Preprocessing;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

public class MiddleCropTests
{
    [Theory]
    [InlineData(4, 4, 2, 1, 1)]
    [InlineData(5, 4, 2, 1, 1)]
    [InlineData(5, 7, 3, 1, 2)]
    [InlineData(3, 3, 3, 0, 0)]
    public void The_pixels_are_those_of_the_middle(int height, int width, int side, int top, int left)
    {
        var pixels = Enumerable.Range(0, 2 * height * width).Select(n => (byte)n).ToArray();
        var cropped = MiddleCrop.Apply(new ImageSet(pixels, [3, 1], height, width, "set"), side);
        Assert.Equal(
            (2, side, side, "set", 1), (cropped.Count, cropped.Height, cropped.Width, cropped.Name, cropped.Label(1)));
        for (var i = 0; i < 2; i++)
            for (var y = 0; y < side; y++)
                for (var x = 0; x < side; x++)
                    Assert.Equal(pixels[(i * height + top + y) * width + left + x], cropped.Image(i)[y * side + x]);
    }

    [Fact]
    public void Images_without_such_a_middle_are_refused()
    {
        var images = new ImageSet(new byte[12], [0], 4, 3);
        Assert.Contains("4×3 have no middle of 4×4",
            Assert.Throws<ArgumentException>(() => MiddleCrop.Apply(images, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MiddleCrop.Apply(images, 0));
    }
}
