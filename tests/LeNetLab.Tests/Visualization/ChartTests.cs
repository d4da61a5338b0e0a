using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck.Xunit;
using LeNetLab.Visualization;
using Newtonsoft.Json.Linq;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public sealed partial class ChartTests
{
    [Fact]
    public void Both_forms_show_the_same_data()
    {
        var chart = Chart.Line([new("loss", [1, 2, 3], [0.5, 0.25, 0.125])], "Training", "epoch", "loss");

        var json = Figure(chart);
        var trace = json[0]![0]!;
        var line = XDocument.Parse(chart.Svg).Descendants().Where(e => e.Name.LocalName == "polyline")
            .Single(e => e.Attribute("style")!.Value.Contains("stroke:rgb(0,114,178)", StringComparison.Ordinal));
        var points = line.Attribute("points")!.Value.Split(' ').Select(
            p => double.Parse(p.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();

        Assert.Equal([0.5, 0.25, 0.125], trace["y"]!.Values<double>());
        Assert.Equal("epoch", json[1]!["xaxis"]!["title"]!.Value<string>());
        Assert.Equal(3, points.Length);
        Assert.Equal((points[1] - points[0]) / 2, points[2] - points[1], 0.2);
    }

    [Fact]
    public void Gaps_are_null_in_the_figure_and_numbers_have_four_digits()
    {
        var chart = Chart.Line([new("a", [1 / 3.0, double.NaN, double.NegativeInfinity, 123456])], "t", "x", "y");

        var values = Figure(chart)[0]![0]!["y"]!.Values<double?>();

        Assert.Equal([0.3333, null, null, 123456], values);
    }

    [Fact]
    public void On_a_logarithmic_axis_nothing_at_or_below_zero_remains()
    {
        var chart = Chart.Line([new("a", [1, 0, -1, 0.1])], "t", "x", "y", new() { LogY = true });

        Assert.Equal([1, null, null, 0.1], Figure(chart)[0]![0]!["y"]!.Values<double?>());
        Assert.NotNull(XDocument.Parse(chart.Svg).Root);
    }

    [Fact]
    public void Lines_and_named_points_share_a_chart_with_two_logarithmic_axes()
    {
        var chart = Chart.Line(
            [
                new("roof", [0.1, 1, 10], [1, 10, 10]) { Style = SeriesStyle.Line },
                new("pieces", [0.1, 1, 1, -2], [0.5, 4, 4.05, 3]) { Style = SeriesStyle.Points,
                    Labels = ["a", "b", "c", "nowhere"] },
            ],
            "t", "x", "y", new() { LogX = true, LogY = true });

        var figure = Figure(chart);
        var (line, points) = (figure[0]![0]!, figure[0]![1]!);
        Assert.Equal(("lines", "markers+text"), (line["mode"]!.Value<string>(), points["mode"]!.Value<string>()));
        Assert.Equal(["a", "b", "c", "nowhere"], points["text"]!.Values<string>());
        Assert.Equal([0.1, 1, 1, null], points["x"]!.Values<double?>());
        Assert.Equal(["0.1", "0.2", "0.5", "1", "2", "5", "10"], figure[1]!["xaxis"]!["ticktext"]!.Values<string>());
        Assert.Equal(("log", "log"),
            (figure[1]!["xaxis"]!["type"]!.Value<string>(), figure[1]!["yaxis"]!["type"]!.Value<string>()));
        // Two points that nearly coincide have their names on different sides.
        Assert.Equal(4, points["textposition"]!.Count());
        Assert.NotEqual(points["textposition"]![1]!.Value<string>(), points["textposition"]![2]!.Value<string>());

        var svg = XDocument.Parse(chart.Svg).Descendants().ToList();
        var texts = svg.Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.All(["a", "b", "c"], name => Assert.Contains(name, texts));
        Assert.DoesNotContain("nowhere", texts);
        // On both axes a decade is a decade: the roof rises along one diagonal of equal steps and then lies flat.
        var roof = svg
            .Where(
                e => e.Name.LocalName == "polyline" && e.Attribute("style")!.Value.Contains("stroke:rgb(0,114,178)",
                    StringComparison.Ordinal))
            .Select(
                e => e.Attribute("points")!.Value.Split(' ').Select(
                    p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToArray())
            .Single(points => points.Length == 3);
        Assert.Equal(roof[1][0] - roof[0][0], roof[2][0] - roof[1][0], 0.3);
        Assert.Equal(roof[1][1], roof[2][1], 0.1);
    }

    [Fact]
    public void A_heat_map_keeps_its_numbers_and_its_first_row_on_top()
    {
        var chart = Chart.HeatMap(new double[,] { { 10, 0 }, { 0, 1000 } }, ["a", "b"], ["a", "b"], "t", "read as",
            "true", new() { LogColour = true });

        var figure = Figure(chart);
        var texts = XDocument.Parse(chart.Svg).Descendants().Where(e => e.Name.LocalName == "text").ToArray();
        double Y(string text) =>
            double.Parse(
                Place().Match(texts.Single(e => e.Value == text).Attribute("transform")!.Value).Groups[1].Value,
                CultureInfo.InvariantCulture);

        Assert.Equal("1,000", figure[0]![0]!["text"]![1]![1]!.Value<string>());
        Assert.Equal("reversed", figure[1]!["yaxis"]!["autorange"]!.Value<string>());
        Assert.True(Y("10") < Y("1,000"));
        Assert.InRange(figure[0]![0]!["z"]![0]![0]!.Value<double>(), 0.3, 0.4);
    }

    [Property]
    public void Thinning_keeps_the_ends_and_the_extremes(double[] noise, ushort extra)
    {
        var values = Enumerable.Range(0, 700 + extra).Select(i =>
            noise.Length == 0 || !double.IsFinite(noise[i % noise.Length]) ? i % 7 : noise[i % noise.Length]).ToArray();

        var thin = new Series("s", values).Thin(600);

        Assert.InRange(thin.X.Count, 2, 602);
        Assert.Equal((1, values.Length), (thin.X[0], thin.X[^1]));
        Assert.Equal((values.Min(), values.Max()), (thin.Y.Min(), thin.Y.Max()));
        Assert.Equal(thin.X.Order(), thin.X);
        Assert.All(thin.X.Zip(thin.Y), p => Assert.Equal(values[(int)p.First - 1], p.Second));
    }

    [Fact]
    public void The_script_never_asks_for_plotly_where_the_page_forbids_it()
    {
        var html = SampleViews.Make("line").ToHtml();

        Assert.True(html.IndexOf("lenetlabNoCdn", StringComparison.Ordinal)
            < html.IndexOf("cdn.plot.ly", StringComparison.Ordinal));
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
        Assert.Single(Scripts().Matches(html));
    }

    [Fact]
    public void Every_mistake_has_its_message()
    {
        Assert.Contains("at least one series",
            Assert.Throws<ArgumentException>(() => Chart.Line([], "", "", "")).Message, StringComparison.Ordinal);
        Assert.Contains("'a' needs at least one point",
            Assert.Throws<ArgumentException>(() => new Series("a", [])).Message, StringComparison.Ordinal);
        Assert.Contains("got 2 and 1", Assert.Throws<ArgumentException>(() => new Series("a", [1, 2], [1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("2 points and 1 labels", Assert.Throws<ArgumentException>(
            () => Chart.Line([new("a", [1, 2]) { Labels = ["b"] }], "", "", "")).Message, StringComparison.Ordinal);
        Assert.Contains("row '' has 1", Assert.Throws<ArgumentException>(
            () => Chart.Bars(["a", "b"], [1], "", "", "")).Message, StringComparison.Ordinal);
        Assert.Contains("at least one cell", Assert.Throws<ArgumentException>(
            () => Chart.HeatMap(new double[0, 0], [], [], "", "", "")).Message, StringComparison.Ordinal);
        Assert.Contains("at least 200×150", Assert.Throws<ArgumentException>(
            () => Chart.Line([new("a", [1])], "", "", "", new() { Width = 10 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1e300)]
    [InlineData(1e-300)]
    public void Lone_and_extreme_values_still_draw(double value)
    {
        Chart[] charts =
        [
            Chart.Line([new("a", [value])], "t", "x", "y"), Chart.Line([new("a", [value])], "t", "x", "y",
                new() { LogY = true }),
            Chart.Line([new("a", [value], [value]) { Labels = ["b"], Style = SeriesStyle.Points }], "t", "x", "y",
                new() { LogX = true, LogY = true }),
            Chart.Bars(["a"], [value], "t", "x", "y"), Chart.HeatMap(new[,] { { value } }, ["a"], ["b"], "t", "x", "y"),
        ];

        Assert.All(charts, chart => Assert.NotNull(XDocument.Parse(chart.Svg).Root));
        Assert.All(charts, chart => Assert.NotNull(XElement.Parse(chart.ToHtml())));
    }

    /// <summary>The figure's data and layout, as the page's script gets them.</summary>
    private static JToken Figure(Chart chart)
    {
        var script = XElement.Parse(chart.ToHtml()).Element("script")!.Value;
        var start =
            script.IndexOf("',[", script.LastIndexOf("})('", StringComparison.Ordinal), StringComparison.Ordinal) + 2;
        return JToken.Parse(script[start..script.LastIndexOf(");", StringComparison.Ordinal)]);
    }

    [GeneratedRegex("translate\\([^,]*,([^)]*)\\)")]
    private static partial Regex Place();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();
}
