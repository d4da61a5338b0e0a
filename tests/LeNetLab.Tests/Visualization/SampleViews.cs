using LeNetLab.Visualization;
using LeNetLab.Visualization.Diagrams;

namespace LeNetLab.Tests.Visualization;

/// <summary>One of every view, with text that breaks careless markup.</summary>
internal static class SampleViews
{
    public const string Nasty = "a<b & \"c\" 'd' </script> ]]> é→ù \u0001";

    public static readonly string[] Names =
    [
        "picture", "grid", "maps", "vector", "kernels", "bars", "stack", "line", "scatter", "columns", "heat", "table",
        "network",
        "roof", "memory", "tiles", "landscape", "graph",
    ];

    public static View Make(string name)
    {
        var random = new Random(5);
        return name switch
        {
            "picture" => Picture.OfGrey(Bytes(random, 784), 28, 28, Nasty),
            "grid" => ImageGrid.Of([Bytes(random, 784), Bytes(random, 784)], 28, 28, i => Nasty + i, i => (Mark)(i + 1),
                caption: Nasty),
            "maps" => FeatureMapPicture.Of(Layer(random, Nasty, 6, 28, 28), label: _ => Nasty),
            "vector" => FeatureMapPicture.Of(Layer(random, Nasty, 84, 1, 1)),
            "kernels" => KernelPicture.Of(Nasty, Floats(random, 16 * 6 * 25), 16, 6, 5, 5, (o, i) => (o + i) % 2 == 0),
            "bars" => ScoreBars.Of([0.25, 0.75], [Nasty, "b"], 1, Nasty),
            "stack" => MapStack.Of(LeNet(random), caption: Nasty),
            "line" => Chart.Line([new(Nasty, [3, 2, 1]), new("b", [1, double.NaN, double.PositiveInfinity])], Nasty,
                Nasty, Nasty, new() { Caption = Nasty }),
            "scatter" => Chart.Scatter([new(Nasty, [1, 2], [3, 4])], Nasty, Nasty, Nasty),
            "columns" => Chart.Bars([Nasty, "b"], [1, 2], Nasty, Nasty, Nasty),
            "heat" => Chart.HeatMap(new double[,] { { 1, -2 }, { double.NaN, 1e6 } }, [Nasty, "b"], [Nasty, "c"], Nasty,
                Nasty, Nasty),
            "table" => new Table([Nasty, "n"], [[Nasty, 1], [null, 2.5]], Nasty),
            "network" => NetworkDiagram.Of([new LayerShape(Nasty, Nasty, 1, 32, 32, 0, 0), new LayerShape("C1",
                "convolution", 6, 28, 28, 5, 156), new LayerShape("F", "full", 84, 1, 1, 0, 9)], Nasty),
            "roof" => Chart.Line(
                [new(Nasty, [1, 10], [1, 10]) { Style = SeriesStyle.Line },
                    new("b", [2, 3], [1, 2]) { Style = SeriesStyle.Points, Labels = [Nasty, "c"] }],
                Nasty, Nasty, Nasty, new() { LogX = true, LogY = true, Caption = Nasty }),
            "memory" => MemoryOrder.Of(new LeNetLab.Data.ImageSet(Bytes(random, 8 * 784), new byte[8]), row: 14,
                column: 2, Nasty),
            "tiles" => TileRow.Of([Kernel(Nasty), Kernel("b") with { Before = "=", Limit = 2, Frame = (1, 1, 2, 2) }]),
            "landscape" => LossLandscape.Of(new double[,] { { 1, 2, 3 }, { 2, double.NaN, 4 } }, (-1, 1), (0, 2),
                [new(Nasty, [0, 1e300, double.NaN], [1, 2, 1])], Nasty, Nasty),
            "graph" => OperationGraph.Of([new("x", 2, null), new("w", -1, 2), new(Nasty, -2, 1, 0, 1)]),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    private static Tile Kernel(string label)
    {
        LeNetLab.Native.NativeTorch.Load();
        return new Tile(label, TorchSharp.torch.arange(-3f, 6).reshape(1, 3, 3));
    }

    /// <summary>Every layer of LeNet-5 filled with noise, which packs worse than any real map.</summary>
    public static LayerValues[] LeNet(Random random) =>
    [
        Layer(random, "Input", 1, 32, 32), Layer(random, "C1", 6, 28, 28), Layer(random, "S2", 6, 14, 14), Layer(random,
            "C3", 16, 10, 10),
        Layer(random, "S4", 16, 5, 5), Layer(random, "C5", 120, 1, 1), Layer(random, "F6", 84, 1, 1), Layer(random,
            "Output", 10, 1, 1),
    ];

    public static LayerValues Layer(Random random, string name, int maps, int height, int width) =>
        new(name, Floats(random, maps * height * width), maps, height, width);

    public static float[] Floats(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The static form of a view's HTML: the images that a page shows with scripts off.</summary>
    public static IEnumerable<string> ImageSources(string html) =>
        System.Xml.Linq.XElement.Parse(html).DescendantsAndSelf("img").Select(img => img.Attribute("src")!.Value);

    /// <summary>The SVG document inside a data URI.</summary>
    public static string SvgOf(string uri) =>
        Uri.UnescapeDataString(uri[(uri.IndexOf(',', StringComparison.Ordinal) + 1)..]);
}
