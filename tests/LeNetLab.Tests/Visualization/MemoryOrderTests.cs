using System.Xml.Linq;
using LeNetLab.Data;
using LeNetLab.Visualization;
using LeNetLab.Visualization.Diagrams;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public sealed class MemoryOrderTests
{
    [Fact]
    public void The_strips_have_the_numbers_in_the_order_of_memory()
    {
        // Image n is n everywhere, but for its column: so a shade says where it is from.
        var pixels = new byte[8 * 28 * 28];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(30 * (i / 784) + i % 28);
        var images = new ImageSet(pixels, new byte[8]);

        var drawn = XDocument.Parse(MemoryOrder.Of(images, row: 3, column: 2).Svg).Descendants()
            .Where(
                e => e.Name.LocalName == "rect" && (string?)e.Attribute("width") == "23"
                    && (string?)e.Attribute("height") == "17")
            .Select(e => (string?)e.Attribute("fill")).ToList();

        var imageAfterImage = Enumerable.Range(0, 24).Select(i => images.Image(0)[3 * 28 + 2 + i]);
        var sideBySide = Enumerable.Range(0, 24).Select(i => images.Image(i % 8)[3 * 28 + 13 + i / 8]);
        Assert.Equal(imageAfterImage.Concat(sideBySide).Select(v => Palette.Ink.HexAt(v / 255.0)), drawn);
    }

    [Fact]
    public void What_cannot_be_drawn_is_said()
    {
        var images = new ImageSet(new byte[8 * 784], new byte[8]);
        Assert.Contains("has 3", Assert.Throws<ArgumentException>(() => MemoryOrder.Of(images.Take(3), 0, 0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryOrder.Of(images, 28, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryOrder.Of(images, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryOrder.Of(images, 0, -1));
    }
}
