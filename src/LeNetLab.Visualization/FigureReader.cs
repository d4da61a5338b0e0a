using Newtonsoft.Json.Linq;

namespace LeNetLab.Visualization;

/// <summary>Reads what a figure made with XPlot shows: bars, lines, points and heat maps.</summary>
internal static class FigureReader
{
    /// <summary>The traces and the layout of a figure as plotly.js gets them.</summary>
    public static (JArray Traces, JObject Layout) ToJson(PlotlyChart figure)
    {
        var script = figure.GetInlineJS();
        return (JArray.Parse(Value("var data = ")),
            Value("var layout = ") is { Length: > 0 } text ? JObject.Parse(text) : []);

        // XPlot writes each on a line of its own, and has no other way to ask for them.
        string Value(string start)
        {
            var from = script.IndexOf(start, StringComparison.Ordinal) + start.Length;
            return script[from..script.IndexOf('\n', from)].TrimEnd('\r', ' ').TrimEnd(';').Trim('"');
        }
    }

    /// <summary>Returns what the figure shows, or null if the static form cannot draw its traces.</summary>
    public static ChartData? Read(PlotlyChart figure)
    {
        var (traces, layout) = ToJson(figure);
        var (x, y) = (layout["xaxis"] as JObject, layout["yaxis"] as JObject);
        var (title, xTitle, yTitle) = (Title(layout), Title(x), Title(y));
        var options = new ChartOptions
        {
            Width = Math.Max(200, figure.Width),
            Height = Math.Max(150, figure.Height),
            LogX = (string?)x?["type"] == "log",
            LogY = (string?)y?["type"] == "log",
        };
        var kinds = traces.Select(trace => (string?)trace["type"]).Distinct().ToList();
        if (traces.Count == 0 || kinds.Count != 1) return null;
        switch (kinds[0])
        {
            case "bar":
                var rows = traces.Select(
                    t => ((string?)t["name"] ?? "", (IReadOnlyList<double>)Numbers(t["y"]))).ToList();
                var categories = traces[0]["x"]?.Select(v => (string)v!).ToList()
                    ?? [.. rows[0].Item2.Select((_, i) => $"{i}")];
                return ChartData.OfBars(categories, rows, title, xTitle, yTitle, options);
            case "scatter":
                var series = traces.Select(SeriesOf).ToList();
                var lines = series.Any(s => s.Style != SeriesStyle.Points);
                return ChartData.OfPoints(lines ? ChartKind.Line : ChartKind.Scatter, series, title, xTitle,
                    yTitle, options);
            case "heatmap" when traces.Count == 1:
                var cells = traces[0]["z"]!.Select(row => Numbers(row)).ToList();
                var values = new double[cells.Count, cells[0].Count];
                for (var row = 0; row < cells.Count; row++)
                {
                    for (var column = 0; column < cells[0].Count; column++) values[row, column] = cells[row][column];
                }

                return ChartData.OfCells(values, Names(traces[0]["y"], cells.Count),
                    Names(traces[0]["x"], cells[0].Count), title, xTitle, yTitle, options);
            default:
                return null;
        }
    }

    private static Series SeriesOf(JToken trace)
    {
        var y = Numbers(trace["y"]);
        var x = trace["x"] is { } given ? Numbers(given) : [.. y.Select((_, i) => (double)i)];
        return new Series((string?)trace["name"] ?? "", x, y)
        {
            Style = (string?)trace["mode"] switch
            {
                "markers" => SeriesStyle.Points,
                "lines" => SeriesStyle.Line,
                _ => SeriesStyle.OfChart,
            },
        };
    }

    private static string Title(JObject? owner) =>
        (owner?["title"] is JObject title ? (string?)title["text"] : (string?)owner?["title"]) ?? "";

    private static List<double> Numbers(JToken? values) =>
        [.. (values ?? new JArray()).Select(v => v.Type == JTokenType.Null ? double.NaN : (double)v)];

    private static List<string> Names(JToken? names, int count) =>
        names?.Select(v => (string)v!).ToList() ?? [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
