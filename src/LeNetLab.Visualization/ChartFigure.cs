using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace LeNetLab.Visualization;

/// <summary>Builds the interactive form of a chart, and writes it as Plotly's JSON.</summary>
internal static class ChartFigure
{
    private static readonly JsonSerializerSettings Settings =
        new() { StringEscapeHandling = StringEscapeHandling.EscapeHtml };

    public static PlotlyChart Build(ChartData data)
    {
        var chart = XPlot.Plotly.Chart.Plot(Traces(data), Layout(data));
        chart.WithSize(data.Options.Width, data.Options.Height);
        return chart;
    }

    /// <summary>The traces and the layout as one JSON array, safe inside a script element.</summary>
    public static string ToJson(ChartData data)
    {
        var sides = LabelPlacement.Of(data);
        var traces = new JArray(Traces(data).Select((trace, i) => Extend(JObject.FromObject(trace), data, sides, i)));
        var layout = JObject.FromObject(Layout(data));
        foreach (var axis in layout.Properties().Select(p => p.Value).OfType<JObject>())
        {
            axis.Remove("_isSubplotObj");
            axis["automargin"] = true;
        }

        if (data.Kind is ChartKind.Line or ChartKind.Scatter)
        {
            var places = data.Series.SelectMany(s => s.X).Where(double.IsFinite).ToList();
            if (data.Options.LogX) Mark(layout["xaxis"]!, places);
            // There is no half epoch.
            else if (places.Count > 0 && places.TrueForAll(double.IsInteger) && places.Max() - places.Min() <= 12)
                layout["xaxis"]!["dtick"] = 1;
        }

        if (data.Options.LogY && data.Kind != ChartKind.HeatMap)
            Mark(layout["yaxis"]!, data.Series.SelectMany(s => s.Y));

        return JsonConvert.SerializeObject(new JArray(traces, layout), Settings);
    }

    /// <summary>The traces and the layout of a figure made elsewhere, in the same form.</summary>
    public static string ToJson(PlotlyChart figure)
    {
        var (traces, layout) = FigureReader.ToJson(figure);
        foreach (var name in new[] { "xaxis", "yaxis" }) layout[name] ??= new JObject();
        return JsonConvert.SerializeObject(new JArray(traces, layout), Settings);
    }

    /// <summary>Marks 1, 2, 5, 10, 20 and so on with whole numbers: plotly.js itself writes 2 for 20.</summary>
    private static void Mark(JToken axis, IEnumerable<double> values)
    {
        var (low, high) = ChartData.PowersOf(values);
        int first = (int)Math.Floor(low), last = (int)Math.Ceiling(high);
        var ticks = Enumerable.Range(first, last - first + 1)
            .SelectMany(power =>
                (high - low > 4 ? new[] { 1 } : [1, 2, 5]).Select(digit => Markup.Round(digit * Math.Pow(10, power))))
            .Where(tick => Math.Log10(tick) >= low && Math.Log10(tick) <= high).ToList();
        axis["range"] ??= new JArray(Math.Round(low, 4), Math.Round(high, 4));
        axis["tickmode"] = "array";
        axis["tickvals"] = JArray.FromObject(ticks);
        axis["ticktext"] = new JArray(ticks.Select(tick => Markup.Figure(tick)));
    }

    private static Trace[] Traces(ChartData data) => data.Kind switch
    {
        ChartKind.Bars =>
            [.. data.Series.Select(
                (s, i) => new Bar { x = data.Categories, y = Values(s.Y), name = s.Name,
                    marker = new Marker { color = Colour(i) } })],
        ChartKind.HeatMap => [Cells(data)],
        _ => [.. data.Series.Select((s, i) => new Scatter
        {
            x = Values(s.X),
            y = Values(s.Y),
            name = s.Name,
            mode = string.Join('+', Mode(data, s)),
            marker = new Marker { color = Colour(i),
                symbol = (new[] { "circle", "square", "triangle-up", "diamond" })[i % 4] },
        })],
    };

    private static IEnumerable<string> Mode(ChartData data, Series series)
    {
        var (line, marks) = data.StyleOf(series);
        if (line) yield return "lines";
        if (marks) yield return "markers";
        if (series.Labels is not null) yield return "text";
    }

    private static Heatmap Cells(ChartData data)
    {
        var (shades, low) = (data.Shades(), data.Palette.IsSigned ? -1.0 : 0.0);
        return new Heatmap
        {
            z = Rows(shades, Value),
            x = data.Categories,
            y = data.RowNames,
            zmin = low,
            zmax = 1.0,
            showscale = false,
            colorscale = Enumerable.Range(0,
                9).Select(i => new object[] { i / 8.0, data.Palette.HexAt(low + ((1 - low) * i / 8)) }).ToArray(),
            text = Rows(
                data.Cells, v => data.Options.Percent ? Markup.Figure(100 * v) + " %" : Markup.Figure(v)),
        };
    }

    /// <summary>What plotly.js has and XPlot lacks: numbers in the cells, and a side for each text.</summary>
    private static JObject Extend(JObject trace, ChartData data, LabelSide[][] sides, int series)
    {
        if (data.Kind != ChartKind.HeatMap && data.Series[series].Labels is { } labels)
        {
            trace["text"] = JArray.FromObject(labels);
            trace["textposition"] = new JArray(sides[series].Select(Position));
            trace["cliponaxis"] = false;
        }

        if (data.Kind == ChartKind.HeatMap)
        {
            if (data.Categories.Count <= 20) trace["texttemplate"] = "%{text}";
            trace["hovertemplate"] = "%{y} → %{x}: %{text}<extra></extra>";
            (trace["xgap"], trace["ygap"]) = (1, 1);
        }

        return trace;
    }

    private static string Position(LabelSide side) => side switch
    {
        LabelSide.Left => "middle left",
        LabelSide.Above => "top center",
        LabelSide.Below => "bottom center",
        _ => "middle right",
    };

    private static Layout.Layout Layout(ChartData data)
    {
        var cells = data.Kind == ChartKind.HeatMap;
        var x = new Xaxis { title = data.XTitle, showgrid = !cells && data.Kind != ChartKind.Bars, zeroline = false };
        var y = new Yaxis { title = data.YTitle, showgrid = !cells, zeroline = false };
        if (cells || data.Kind == ChartKind.Bars) x.type = "category";
        if (cells) (y.type, y.autorange) = ("category", "reversed");
        if (data.Options.LogY) (y.type, y.dtick) = ("log", "D2");
        if (data.Options.LogX && data.Kind is ChartKind.Line or ChartKind.Scatter) (x.type, x.dtick) = ("log", "D2");
        if (data.Options.Percent && !cells) y.tickformat = ".3~p";
        if (data.Options is { YMin: { } low, YMax: { } high } && !cells)
            y.range = data.Options.LogY ? new[] { Math.Log10(low), Math.Log10(high) } : new[] { low, high };
        return new Layout.Layout
        {
            title = data.Title,
            xaxis = x,
            yaxis = y,
            showlegend = data.Series.Count > 1,
            // Between title and plot there is room for the rows of the legend.
            margin = new Margin { l = 64, r = 24, t = 56 + (20 * LegendRows(data)), b = 56 },
            legend = new Legend { orientation = "h", x = 0.0, y = 1.0, yanchor = "bottom" },
        };
    }

    private static int LegendRows(ChartData data)
    {
        if (data.Series.Count < 2) return 0;
        var width = data.Series.Sum(series => SvgCanvas.TextWidth(series.Name, 12) + 50);
        return (int)Math.Ceiling(width / Math.Max(100, data.Options.Width - 100));
    }

    private static string Colour(int i) => Theme.Series[i % Theme.Series.Length];

    private static double?[] Values(IEnumerable<double> values) => [.. values.Select(Value)];

    private static double? Value(double value) => double.IsFinite(value) ? Markup.Round(value) : null;

    private static T[][] Rows<T>(double[,] cells, Func<double, T> map) =>
        [.. Enumerable.Range(0, cells.GetLength(0)).Select(
            r => Enumerable.Range(0, cells.GetLength(1)).Select(c => map(cells[r, c])).ToArray())];
}
