using System.Globalization;
using System.Xml.Linq;
using LeNetLab.Visualization;
using StbImageSharp;
using Xunit;

namespace LeNetLab.Tests.Visualization;

/// <summary>The pictures of layers: colours, scales, layouts, sizes, and what they refuse.</summary>
public sealed class MapPictureTests
{
    private static readonly XName Image = XName.Get("image", "http://www.w3.org/2000/svg");

    [Fact]
    public void A_signed_map_has_zero_white_and_one_scale_for_all_tiles()
    {
        // Two 1×2 maps; the largest size, 4, is negative, so +4 would be the darkest red and +2 is half way.
        var drawing = FeatureMapPicture.Of(new LayerValues("C1", [0, -4, 2, 0], 2, 1, 2), columns: 1);

        var sprite = Largest(drawing);
        var rows = sprite.Height;

        Assert.Equal((255, 255, 255), Pixel(sprite, 0, 0));
        Assert.Equal(Tuple(Palette.Diverging.At(-1)), Pixel(sprite, 1, 0));
        Assert.Equal(Tuple(Palette.Diverging.At(0.5)), Pixel(sprite, 0, rows - 1));
        Assert.Contains("−4 to +4", drawing.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_without_negative_values_starts_at_white()
    {
        var drawing = FeatureMapPicture.Of(new LayerValues("C1", [0, 3], 1, 1, 2));

        var sprite = Largest(drawing);

        Assert.Equal((255, 255, 255), Pixel(sprite, 0, 0));
        Assert.Equal(Tuple(Palette.Sequential.At(1)), Pixel(sprite, 1, 0));
        Assert.Contains("0 to 3", drawing.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_purple_and_leave_the_scale_alone()
    {
        var drawing = FeatureMapPicture.Of(new LayerValues("C1", [float.NaN, float.PositiveInfinity, -2, 1], 1, 2, 2));

        Assert.Equal(Tuple(Palette.Diverging.At(double.NaN)), Pixel(Largest(drawing), 0, 0));
        Assert.Contains("−2 to +2", drawing.Caption, StringComparison.Ordinal);
        Assert.Contains("0 to 1", FeatureMapPicture.Of(new LayerValues("C1", [float.NaN], 1, 1, 1)).Caption,
            StringComparison.Ordinal);
    }

    [Fact]
    public void F6_is_seven_wide_and_twelve_high()
    {
        var sprite = Largest(FeatureMapPicture.Of(SampleViews.Layer(new Random(1), "F6", 84, 1, 1)));

        Assert.Equal((7, 12), (sprite.Width, sprite.Height));
    }

    [Fact]
    public void A_kernel_that_is_not_connected_is_left_out()
    {
        // Output 1 reads input 0 only: of the 2×2 places one stays transparent.
        var drawing = KernelPicture.Of("C3", [1, 1, 1, 1], 2, 2, 1, 1, (output, input) => output == 0 || input == 0);

        var sprite = Largest(drawing);
        var transparent = Enumerable.Range(0,
            4).Count(
                i =>
                    sprite.Data[(4 * (((i / 2) * (sprite.Height - 1) * sprite.Width) + ((i % 2) * (sprite.Width - 1))))
                        + 3] == 0);

        Assert.Equal(1, transparent);
        Assert.Equal(0, sprite.Data[^1]);
    }

    [Fact]
    public void A_grid_of_100_noisy_blobs_stays_under_100_kB()
    {
        var random = new Random(2);
        var images = Enumerable.Range(0, 100).Select(_ => Blob(random)).ToArray();

        var html = ImageGrid.Of(images, 28, 28, i => $"{i % 10}").ToHtml();

        Assert.InRange(html.Length, 10_000, 100_000);
    }

    [Fact]
    public void The_stack_of_all_layers_stays_under_150_kB_even_for_noise() =>
        Assert.InRange(MapStack.Of(SampleViews.LeNet(new Random(3))).ToHtml().Length, 20_000, 150_000);

    [Fact]
    public void The_stack_names_every_layer_and_the_answer()
    {
        var layers = SampleViews.LeNet(new Random(4));
        layers[^1].Data[3] = 9;

        var drawing = MapStack.Of(layers, classNames: ["a", "b", "c", "the third", "e", "f", "g", "h", "i", "j"]);

        var texts = XDocument.Parse(drawing.Svg).Descendants().Where(e => e.Name.LocalName == "text")
            .Select(e => e.Value).ToArray();
        Assert.Superset(layers.Select(l => l.Name).ToHashSet(), texts.ToHashSet());
        Assert.Contains("6@28×28", texts);
        Assert.Contains("the third", drawing.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_become_probabilities_and_probabilities_stay()
    {
        var fromLogits = MapStack.Probabilities([1000, 1001, float.NaN]);

        Assert.Equal(1, fromLogits.Sum(), 9);
        Assert.Equal(Math.E, fromLogits[1] / fromLogits[0], 6);
        Assert.Equal(0, fromLogits[2]);
        Assert.Equal([0.25, 0.75], MapStack.Probabilities([0.25f, 0.75f]));
    }

    [Fact]
    public void The_diagram_sums_the_parameters_of_the_published_network()
    {
        LayerShape[] stages =
        [
            new("Input", "input", 1, 32, 32, 0, 0), new("C1", "convolution", 6, 28, 28, 5, 156), new("S2",
                "subsampling", 6, 14, 14, 2, 12),
            new("C3", "convolution", 16, 10, 10, 5, 1516), new("S4", "subsampling", 16, 5, 5, 2, 32), new("C5",
                "convolution", 120, 1, 1, 5, 48120),
            new("F6", "full", 84, 1, 1, 0, 10164), new("Output", "RBF", 10, 1, 1, 0, 0),
        ];

        var drawing = NetworkDiagram.Of(stages);

        Assert.Contains("60,000 trainable parameters", drawing.Caption, StringComparison.Ordinal);
        var planes = XDocument.Parse(drawing.Svg).Descendants().Count(
            e => e.Name.LocalName == "rect" && e.Attribute("stroke") is not null);
        Assert.True(planes >= 1 + 6 + 6 + 16 + 16 + 3, $"{planes} outlines cannot be all maps");
    }

    [Fact]
    public void An_image_of_no_bytes_leaves_its_place_empty()
    {
        byte[] image = [255, 255, 255, 255];
        var whole = XDocument.Parse(ImageGrid.Of([image, image, image, image], 2, 2, i => "x", columns: 2).Svg);
        var shorter = XDocument.Parse(ImageGrid.Of([image, [], image, image], 2, 2, i => "x", columns: 2).Svg);

        Assert.Equal(Count(whole, "rect") - 1, Count(shorter, "rect"));
        Assert.Equal(Count(whole, "text") - 1, Count(shorter, "text"));
        Assert.Equal(whole.Root!.Attribute("viewBox")!.Value, shorter.Root!.Attribute("viewBox")!.Value);

        static int Count(XDocument svg, string name) => svg.Descendants().Count(e => e.Name.LocalName == name);
    }

    [Fact]
    public void Every_mistake_has_its_message()
    {
        Assert.Contains("6@2×2 has 24 values; got 5", Assert.Throws<ArgumentException>(
            () => new LayerValues("C1", new float[5], 6, 2, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("at least one image", Assert.Throws<ArgumentException>(() => ImageGrid.Of([], 28, 28)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Image 1", Assert.Throws<ArgumentException>(
            () => ImageGrid.Of([new byte[4], new byte[3]], 2, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 1, 5, 5]", Assert.Throws<ArgumentException>(
            () => KernelPicture.Of("C1", new float[24], 1, 1, 5, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("input and an output", Assert.Throws<ArgumentException>(
            () => MapStack.Of(Array.Empty<LayerValues>())).Message, StringComparison.Ordinal);
        var input = new LayerValues("Input", [0, 1], 1, 1, 2);
        Assert.Contains("Input is 1@1×2", Assert.Throws<ArgumentException>(() => MapStack.Of([input, input])).Message,
            StringComparison.Ordinal);
        Assert.Contains("at least an input", Assert.Throws<ArgumentException>(
            () => NetworkDiagram.Of(Array.Empty<LayerShape>())).Message, StringComparison.Ordinal);
        Assert.Contains("at least one class", Assert.Throws<ArgumentException>(() => ScoreBars.Of([])).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Blob(Random random)
    {
        var (x, y, r) = (8 + (12 * random.NextDouble()), 8 + (12 * random.NextDouble()), 5 + (4 * random.NextDouble()));
        return [.. Enumerable.Range(0, 784).Select(i =>
        {
            var distance = Math.Abs(Math.Sqrt(Math.Pow((i % 28) - x, 2) + Math.Pow((i / 28) - y, 2)) - r);
            return distance < 1.5 ? (byte)random.Next(200, 256) : distance < 2.2 ? (byte)random.Next(20, 200) : (byte)0;
        })];
    }

    /// <summary>The drawing's biggest image, with transparency: the tiles, not the scale.</summary>
    private static ImageResult Largest(Drawing drawing)
    {
        var element = XDocument.Parse(drawing.Svg).Descendants(Image)
            .MaxBy(e => double.Parse(e.Attribute("height")!.Value, CultureInfo.InvariantCulture))!;
        var uri = element.Attribute(XName.Get("href", "http://www.w3.org/1999/xlink"))!.Value;
        return ImageResult.FromMemory(Convert.FromBase64String(uri[(uri.IndexOf(',', StringComparison.Ordinal) + 1)..]),
            ColorComponents.RedGreenBlueAlpha);
    }

    private static (int R, int G, int B) Pixel(ImageResult image, int x, int y)
    {
        var at = 4 * ((y * image.Width) + x);
        return (image.Data[at], image.Data[at + 1], image.Data[at + 2]);
    }

    private static (int R, int G, int B) Tuple((byte R, byte G, byte B) colour) => (colour.R, colour.G, colour.B);
}
