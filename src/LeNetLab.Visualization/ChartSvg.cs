using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Legend = OxyPlot.Legends.Legend;

namespace LeNetLab.Visualization;

/// <summary>Draws the static form of a chart with OxyPlot.</summary>
internal static partial class ChartSvg
{
    private static readonly OxyColor Ink = OxyColor.Parse(Theme.Ink);
    private static readonly OxyColor Muted = OxyColor.Parse(Theme.Muted);
    private static readonly OxyColor Rule = OxyColor.Parse(Theme.Rule);
    private static readonly MarkerType[] Markers = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle,
        MarkerType.Diamond];

    public static string Draw(ChartData data, string altText)
    {
        var model = new PlotModel
        {
            Title = data.Title.Length > 0 ? data.Title : null,
            TitleFontSize = 15,
            TitleColor = Ink,
            TextColor = Ink,
            DefaultFont = Theme.Fonts,
            DefaultFontSize = 12,
            Background = OxyColors.Transparent,
            PlotAreaBorderThickness = new OxyThickness(0),
            Padding = new OxyThickness(14, 12, 20, 12),
        };
        switch (data.Kind)
        {
            case ChartKind.Bars: AddBars(model, data); break;
            case ChartKind.HeatMap: AddCells(model, data); break;
            default: AddPoints(model, data); break;
        }

        if (data.Series.Count > 1)
        {
            model.Legends.Add(new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.TopCenter,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendTextColor = Ink,
            });
        }

        var exporter = new SvgExporter
        {
            Width = data.Options.Width,
            Height = data.Options.Height,
            UseVerticalTextAlignmentWorkaround = true,
            TextMeasurer = new TextRuler()
        };
        return Finish(exporter.ExportToString(model), data.Options, altText);
    }

    private static void AddPoints(PlotModel model, ChartData data)
    {
        Axis x = data.Options.LogX
            ? Span(new LogarithmicAxis { Position = AxisPosition.Bottom, UseSuperExponentialFormat = false },
                data.Series.SelectMany(s => s.X))
            : new LinearAxis { Position = AxisPosition.Bottom, MinimumPadding = 0.02, MaximumPadding = 0.02 };
        model.Axes.Add(Dress(x, data.XTitle));
        if (!data.Options.LogX && data.Series.All(s => s.X.All(v => v == Math.Truncate(v))))
            model.Axes[0].MinimumMajorStep = 1;
        model.Axes[0].LabelFormatter = v => Markup.Figure(v);
        model.Axes.Add(ValueAxis(data));
        if (data.Options is { LogX: true, LogY: true, YMin: null, YMax: null })
            Span(model.Axes[1], data.Series.SelectMany(s => s.Y));
        for (var i = 0; i < data.Series.Count; i++)
        {
            var series = data.Series[i];
            var colour = OxyColor.Parse(Theme.Series[i % Theme.Series.Length]);
            var marker = Markers[i % Markers.Length];
            var (asLine, marks) = data.StyleOf(series);
            if (!asLine)
            {
                var points = new ScatterSeries
                {
                    Title = series.Name,
                    MarkerFill = colour,
                    MarkerType = marker,
                    MarkerSize = 4
                };
                points.Points.AddRange(
                    Enumerable.Range(0, series.X.Count).Select(p => new ScatterPoint(series.X[p], series.Y[p])));
                model.Series.Add(points);
                continue;
            }

            var line = new LineSeries
            {
                Title = series.Name,
                Color = colour,
                StrokeThickness = 2,
                LineJoin = LineJoin.Round
            };
            if (marks) (line.MarkerType, line.MarkerSize, line.MarkerFill) = (marker, 3.5, colour);
            line.Points.AddRange(
                Enumerable.Range(0, series.X.Count).Select(p => new DataPoint(series.X[p], series.Y[p])));
            model.Series.Add(line);
        }

        ChartLabels.AddTo(model, data);
    }

    private static void AddBars(PlotModel model, ChartData data)
    {
        var names = new CategoryAxis
        {
            Position = AxisPosition.Bottom,
            Key = "names",
            GapWidth = 0.35,
            IsTickCentered = true
        };
        names.Labels.AddRange(data.Categories);
        model.Axes.Add(Dress(names, data.XTitle));
        names.MajorGridlineStyle = LineStyle.None;
        var values = ValueAxis(data);
        values.Key = "values";
        if (values is LinearAxis && data.Options.YMin is null && data.Series.All(s => s.Y.All(y => !(y < 0))))
            values.Minimum = 0;
        values.MaximumPadding = 0.08;
        model.Axes.Add(values);
        for (var i = 0; i < data.Series.Count; i++)
        {
            var bars = new BarSeries
            {
                Title = data.Series[i].Name,
                FillColor = OxyColor.Parse(Theme.Series[i % Theme.Series.Length]),
                XAxisKey = "values",
                YAxisKey = "names",
                BaseValue = data.Options.LogY ? 1e-12 : 0,
            };
            foreach (var value in data.Series[i].Y) bars.Items.Add(new BarItem(value));
            model.Series.Add(bars);
            if (data.Series.Count == 1 && data.Categories.Count <= 20) AddBarLabels(model, data);
        }
    }

    private static void AddBarLabels(PlotModel model, ChartData data)
    {
        for (var c = 0; c < data.Categories.Count; c++)
        {
            var value = data.Series[0].Y[c];
            if (double.IsNaN(value)) continue;
            model.Annotations.Add(Label(c, value, Number(value, data), Ink, "names",
                value < 0 ? VerticalAlignment.Top : VerticalAlignment.Bottom, 11));
        }
    }

    private static void AddCells(PlotModel model, ChartData data)
    {
        var (rows, columns) = (data.RowNames.Count, data.Categories.Count);
        var x = new CategoryAxis { Position = AxisPosition.Bottom, Key = "names", GapWidth = 0, IsTickCentered = true };
        x.Labels.AddRange(data.Categories);
        var y = new CategoryAxis
        {
            Position = AxisPosition.Left,
            GapWidth = 0,
            StartPosition = 1,
            EndPosition = 0,
            IsTickCentered = true
        };
        y.Labels.AddRange(data.RowNames);
        foreach (var axis in new[] { Dress(x, data.XTitle), Dress(y, data.YTitle) })
        {
            (axis.MajorGridlineStyle, axis.TickStyle, axis.AxislineStyle) = (LineStyle.None, TickStyle.None,
                LineStyle.None);
            model.Axes.Add(axis);
        }

        (x.Minimum, x.Maximum, y.Minimum, y.Maximum) = (-0.5, columns - 0.5, -0.5, rows - 0.5);
        var shades = data.Shades();
        var size = Math.Min(12, Math.Min(0.3 * data.Options.Width / columns, 0.5 * data.Options.Height / rows));
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (r, g, b) = data.Palette.At(shades[row, column]);
                model.Annotations.Add(new RectangleAnnotation
                {
                    MinimumX = column - 0.5,
                    MaximumX = column + 0.5,
                    MinimumY = row - 0.5,
                    MaximumY = row + 0.5,
                    Fill = OxyColor.FromRgb(r, g, b),
                    Stroke = OxyColor.FromRgb(0xD0, 0xD6, 0xDD),
                    StrokeThickness = 0.5,
                });
                if (size < 7) continue;
                var dark = (0.3 * r) + (0.59 * g) + (0.11 * b) < 140;
                model.Annotations.Add(Label(
                    column, row, Number(data.Cells[row, column], data), dark ? OxyColors.White
                        : OxyColor.FromRgb(0x10, 0x10, 0x10), "names", VerticalAlignment.Middle, size));
            }
        }
    }

    private static TextAnnotation Label(double x, double y, string text, OxyColor colour, string xAxis,
        VerticalAlignment vertical, double size) => new()
        {
            TextPosition = new DataPoint(x, y),
            Text = text,
            TextColor = colour,
            FontSize = size,
            Stroke = OxyColors.Transparent,
            TextHorizontalAlignment = HorizontalAlignment.Center,
            TextVerticalAlignment = vertical,
            Offset = new ScreenVector(
                0, vertical switch { VerticalAlignment.Bottom => -4, VerticalAlignment.Top => 4, _ => 0 }),
            XAxisKey = xAxis,
        };

    private static Axis Span(Axis axis, IEnumerable<double> values)
    {
        var (low, high) = ChartData.PowersOf(values);
        (axis.Minimum, axis.Maximum) = (Math.Pow(10, low), Math.Pow(10, high));
        return axis;
    }

    private static Axis ValueAxis(ChartData data)
    {
        var padding = 0.05;
        Axis axis = data.Options.LogY
            ? new LogarithmicAxis { Position = AxisPosition.Left, UseSuperExponentialFormat = false }
            : new LinearAxis { Position = AxisPosition.Left, MinimumPadding = padding, MaximumPadding = padding };
        if (data.Options.YMin is { } low) axis.Minimum = low;
        if (data.Options.YMax is { } high) axis.Maximum = high;
        axis.LabelFormatter = v => Number(v, data);
        axis.IntervalLength = 45;
        return Dress(axis, data.YTitle);
    }

    private static string Number(double value, ChartData data) =>
        data.Options.Percent ? Markup.Figure(100 * value) + " %" : Markup.Figure(value);

    private static Axis Dress(Axis axis, string title)
    {
        axis.Title = title.Length > 0 ? title : null;
        (axis.TextColor, axis.TitleColor, axis.TicklineColor, axis.AxislineColor, axis.MajorGridlineColor) = (Muted,
            Ink, Rule, Rule, Rule);
        (axis.AxislineStyle, axis.AxislineThickness, axis.MajorGridlineThickness) = (LineStyle.Solid, 1, 0.7);
        (axis.MajorGridlineStyle, axis.MinorTickSize, axis.MajorTickSize) = (LineStyle.Solid, 0, 4);
        (axis.AxisTitleDistance, axis.AxisTickToLabelDistance) = (12, 5);
        return axis;
    }

    /// <summary>Gives OxyPlot's document a card, a title and a view box; drops invisible digits and blanks.</summary>
    private static string Finish(string svg, ChartOptions options, string altText)
    {
        var body = svg[(svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1)..];
        body = Indents().Replace(body, "").Replace($" font-family=\"{Theme.Fonts}\"", "", StringComparison.Ordinal);
        body = Content().Replace(
            body, text => text.Value.Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;",
                StringComparison.Ordinal));
        body = Geometry().Replace(body, attribute => Digits().Replace(
            attribute.Value, number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("0.#",
                CultureInfo.InvariantCulture)));
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{options.Width}\" height=\"{options.Height}\" "
            + $"viewBox=\"0 0 {options.Width} {options.Height}\" role=\"img\" font-family=\"{Theme.Fonts}\">"
            + $"<title>{Markup.Escape(altText)}</title>{Theme.OxyStyle}<rect width=\"100%\" height=\"100%\" rx=\"8\" "
            + $"fill=\"{OxyCard}\"/>{body}";
    }

    private const string OxyCard = "rgb(253,253,252)";


    /// <summary>Measures text; OxyPlot's own measure is too narrow here: titles overlapped labels.</summary>
    private sealed class TextRuler() : PdfRenderContext(1, 1, OxyColors.Undefined)
    {
        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
            string.IsNullOrEmpty(text) ? OxySize.Empty : new OxySize(SvgCanvas.TextWidth(text, fontSize), fontSize);
    }

    [GeneratedRegex(@"(?<=>)\s*\n\s*(?=<)", RegexOptions.CultureInvariant)]
    private static partial Regex Indents();

    [GeneratedRegex("(?<=>)[^<]+(?=<)", RegexOptions.CultureInvariant)]
    private static partial Regex Content();

    [GeneratedRegex("(?<= )(?:points|x|y|x1|x2|y1|y2|width|height|cx|cy|rx|ry|d|transform)=\"[^\"]*\"",
        RegexOptions.CultureInvariant)]
    private static partial Regex Geometry();

    [GeneratedRegex(@"\d+\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
