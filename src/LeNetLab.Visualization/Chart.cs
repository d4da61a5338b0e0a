namespace LeNetLab.Visualization;

/// <summary>
/// A chart in two forms of the same data: an SVG that every page can show, and a Plotly figure that takes its place
/// where a page runs scripts and plotly.js can be had. A page that sets <c>window.lenetlabNoCdn = true</c> is never
/// made to load anything; one that brings plotly.js sets <c>window.Plotly</c>, or <c>window.LeNetLabPlotly</c> to a
/// promise of it.
/// </summary>
[TypeFormatterSource(typeof(DrawingFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class Chart : View
{
    private readonly ChartData _data;
    private readonly Lazy<string> _svg;
    private readonly PlotlyChart? _figure;

    private Chart(ChartData data, PlotlyChart? figure = null)
        : base(data.Options.Caption, data.Options.AltText.Length > 0 ? data.Options.AltText : data.InWords)
    {
        (_data, _figure) = (data, figure);
        _svg = new Lazy<string>(() => ChartSvg.Draw(_data, AltText));
    }

    /// <summary>The static form, an SVG document.</summary>
    public string Svg => _svg.Value;

    /// <summary>The interactive form, to be changed or combined with XPlot's own means.</summary>
    public PlotlyChart Figure => _figure ?? ChartFigure.Build(_data);

    /// <summary>Gives a figure made with XPlot a static form beside the interactive one.</summary>
    /// <param name="figure">Bars, lines, points or one heat map.</param>
    /// <returns>The chart, or null where the figure shows something of another kind.</returns>
    public static Chart? Of(PlotlyChart figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return FigureReader.Read(figure) is { } data ? new Chart(data, figure) : null;
    }

    /// <summary>Draws series as lines, with a mark at each point where points are few.</summary>
    /// <param name="series">The series; of more than 600 points each, the extremes of every stretch are kept.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xTitle">The horizontal axis, with its unit.</param>
    /// <param name="yTitle">The vertical axis, with its unit.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">There is no series.</exception>
    public static Chart Line(
        IReadOnlyList<Series> series, string title, string xTitle, string yTitle, ChartOptions? options = null) =>
            new(ChartData.OfPoints(ChartKind.Line, series, title, xTitle, yTitle, options));

    /// <summary>Draws series as separate points.</summary>
    /// <param name="series">The series.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xTitle">The horizontal axis, with its unit.</param>
    /// <param name="yTitle">The vertical axis, with its unit.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">There is no series.</exception>
    public static Chart Scatter(
        IReadOnlyList<Series> series, string title, string xTitle, string yTitle, ChartOptions? options = null) =>
            new(ChartData.OfPoints(ChartKind.Scatter, series, title, xTitle, yTitle, options));

    /// <summary>Draws one upright bar for each category.</summary>
    /// <param name="categories">What stands below the bars.</param>
    /// <param name="values">The bars' heights, as many; one that is not finite leaves a gap.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xTitle">What the categories are.</param>
    /// <param name="yTitle">The vertical axis, with its unit.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">There is no category, or the values are not as many.</exception>
    public static Chart Bars(IReadOnlyList<string> categories, IReadOnlyList<double> values, string title,
        string xTitle, string yTitle, ChartOptions? options = null) =>
        Bars(categories, [("", values)], title, xTitle, yTitle, options);

    /// <summary>Draws a group of upright bars for each category, one bar of each named row.</summary>
    /// <param name="categories">What stands below the groups.</param>
    /// <param name="rows">The named rows of heights, each as many as the categories.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xTitle">What the categories are.</param>
    /// <param name="yTitle">The vertical axis, with its unit.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">No category or no row, or a row is not as long as the
    /// categories.</exception>
    public static Chart Bars(IReadOnlyList<string> categories,
        IReadOnlyList<(string Name, IReadOnlyList<double> Values)> rows, string title, string xTitle, string yTitle,
        ChartOptions? options = null) => new(ChartData.OfBars(categories, rows, title, xTitle, yTitle, options));

    /// <summary>Draws a table of numbers as coloured cells, the first row on top, with numbers if they fit.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rowNames">The rows' names.</param>
    /// <param name="columnNames">The columns' names.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="xTitle">What the columns are.</param>
    /// <param name="yTitle">What the rows are.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">No cell, or the names do not match the rows and columns.</exception>
    public static Chart HeatMap(double[,] values, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames,
        string title, string xTitle, string yTitle, ChartOptions? options = null) =>
        new(ChartData.OfCells(values, rowNames, columnNames, title, xTitle, yTitle, options));

    /// <summary>Draws a confusion matrix: true classes in rows, predictions in columns, logarithmic shades.</summary>
    /// <param name="matrix">The counts.</param>
    /// <param name="classNames">The names of the classes; their numbers where null.</param>
    /// <param name="options">Everything else.</param>
    /// <exception cref="ArgumentException">The names are not as many as the classes.</exception>
    public static Chart Confusions(
        ConfusionMatrix matrix, IReadOnlyList<string>? classNames = null, ChartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var cells = new double[matrix.Classes, matrix.Classes];
        for (var truth = 0; truth < matrix.Classes; truth++)
        {
            for (var read = 0; read < matrix.Classes; read++) cells[truth, read] = matrix[truth, read];
        }

        var names = classNames ?? [.. Enumerable.Range(0, matrix.Classes).Select(i => $"{i}")];
        options ??= new ChartOptions { Width = 560, Height = 520 };
        return HeatMap(cells, names, names, "What was read as what", "read as", "true class",
            options with { LogColour = true });
    }

    /// <summary>For the head of a page that must not load anything: charts on it stay in their static form.</summary>
    public const string NeverLoadScript = "<script>window.lenetlabNoCdn=true</script>";

    /// <summary>Writes the static form as an SVG file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) => File.WriteAllText(path, Svg, new UTF8Encoding(false));

    /// <inheritdoc/>
    public override string ToHtml() =>
        ChartScript.Figure(_figure is null ? ChartFigure.ToJson(_data) : ChartFigure.ToJson(_figure),
            Drawing.Image(Svg, _data.Options.Width, _data.Options.Height, AltText), Caption);

    /// <inheritdoc/>
    public override string ToText() => Caption.Length > 0 ? $"{_data.Title}: {Caption}" : AltText;

    internal override string? Render(string mimeType) => mimeType == MimeTypes.Svg ? Svg : base.Render(mimeType);
}
