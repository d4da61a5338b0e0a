namespace LeNetLab.Visualization;

internal enum ChartKind { Line, Scatter, Bars, HeatMap }

/// <summary>A chart's data before either form is made: checked, thinned, rounded to four significant digits.</summary>
internal sealed record ChartData(ChartKind Kind, string Title, string XTitle, string YTitle, ChartOptions Options)
{
    private const int MostPoints = 600;
    private const double LogRoom = 0.08;

    public IReadOnlyList<Series> Series { get; private init; } = [];

    public IReadOnlyList<string> Categories { get; private init; } = [];

    public IReadOnlyList<string> RowNames { get; private init; } = [];

    public double[,] Cells { get; private init; } = new double[0, 0];

    /// <summary>A sentence for a reader who cannot see the chart.</summary>
    public string InWords => $"{Title}: {YTitle} over {XTitle}"
        + (Series.Any(s => s.Name.Length > 0) ? $", for {string.Join(", ", Series.Select(s => s.Name))}." : ".");

    public static ChartData OfPoints(
        ChartKind kind, IReadOnlyList<Series> series, string title, string xTitle, string yTitle, ChartOptions? options)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            throw new ArgumentException("A chart needs at least one series; got none.", nameof(series));
        foreach (var s in series)
        {
            if (s.Labels is { } labels && labels.Count != s.X.Count)
                throw new ArgumentException($"Series '{s.Name}' has {s.X.Count} points and {labels.Count} labels; " +
                    "they should be as many.", nameof(series));
        }

        var (logX, logY) = (options?.LogX == true, options?.LogY == true);
        return Create(kind, title, xTitle, yTitle, options) with
        { Series = [.. series.Select(s => Tidy(s.Thin(MostPoints), logY, logX))] };
    }

    public static ChartData OfBars(
        IReadOnlyList<string> categories, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> rows, string title,
        string xTitle, string yTitle, ChartOptions? options)
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(rows);
        if (categories.Count == 0 || rows.Count == 0)
            throw new ArgumentException("Bars need at least one category and one row; got none.", nameof(categories));
        foreach (var (name, values) in rows)
        {
            if (values.Count != categories.Count)
                throw new ArgumentException($"{categories.Count} categories need as many values; row '{name}' has " +
                    $"{values.Count}.", nameof(rows));
        }

        var log = options?.LogY == true;
        return Create(ChartKind.Bars, title, xTitle, yTitle, options) with
        {
            Categories = [.. categories.Select(Markup.Clean)],
            Series = [.. rows.Select(r => Tidy(new Series(r.Name, r.Values), log))],
        };
    }

    public static ChartData OfCells(double[,] values, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames,
        string title, string xTitle, string yTitle, ChartOptions? options)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rowNames);
        ArgumentNullException.ThrowIfNull(columnNames);
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        if (rows == 0 || columns == 0)
            throw new ArgumentException("A heat map needs at least one cell; got none.", nameof(values));
        if (rowNames.Count != rows || columnNames.Count != columns)
            throw new ArgumentException($"A heat map of {rows}×{columns} needs as many names; got {rowNames.Count} " +
                $"and {columnNames.Count}.", nameof(rowNames));
        var cells = new double[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) cells[row, column] = Finite(values[row, column], false);
        }

        return Create(
            ChartKind.HeatMap, title, xTitle, yTitle, options ?? new ChartOptions { Width = 560, Height = 520 }) with
        {
            RowNames = [.. rowNames.Select(Markup.Clean)],
            Categories = [.. columnNames.Select(Markup.Clean)],
            Cells = cells,
        };
    }

    /// <summary>Whether a series is drawn with a line, and whether with marks.</summary>
    public (bool Line, bool Marks) StyleOf(Series series) => series.Style switch
    {
        SeriesStyle.Line => (true, false),
        SeriesStyle.Points => (false, true),
        _ => (Kind != ChartKind.Scatter, Kind == ChartKind.Scatter || series.X.Count <= 40),
    };

    /// <summary>
    /// The powers of ten that a logarithmic axis spans: the values', with room for marks and names at both ends.
    /// </summary>
    public static (double Low, double High) PowersOf(IEnumerable<double> values)
    {
        var powers = values.Where(v => v > 0 && double.IsFinite(v)).Select(Math.Log10).DefaultIfEmpty(0).ToList();
        var (low, high) = (powers.Min(), powers.Max());
        var room = high > low ? LogRoom * (high - low) : 0.5;
        return (low - room, high + room);
    }

    /// <summary>Each cell's darkness, 0 to 1, or −1 to 1 with negative values; NaN for no value.</summary>
    public double[,] Shades()
    {
        var limit = Cells.Cast<double>().Where(double.IsFinite).Select(Math.Abs).Append(0).Max();
        var shades = new double[Cells.GetLength(0), Cells.GetLength(1)];
        for (var row = 0; row < shades.GetLength(0); row++)
        {
            for (var column = 0; column < shades.GetLength(1); column++)
            {
                var size = Math.Abs(Cells[row, column]);
                var share = limit == 0
                    ? 0 : Options.LogColour ? Math.Log(1 + size) / Math.Log(1 + limit) : size / limit;
                shades[row, column] = double.IsNaN(size) ? double.NaN : Math.Sign(Cells[row, column]) * share;
            }
        }

        return shades;
    }

    /// <summary>The palette of a heat map's shades.</summary>
    public Palette Palette => Cells.Cast<double>().Any(v => v < 0) ? Palette.Diverging : Palette.Sequential;

    private static ChartData Create(ChartKind kind, string title, string xTitle, string yTitle, ChartOptions? options)
    {
        options ??= new ChartOptions();
        if (options.Width < 200 || options.Height < 150)
            throw new ArgumentException($"A chart is at least 200×150; got {options.Width}×{options.Height}.",
                nameof(options));
        return new ChartData(kind, Markup.Clean(title), Markup.Clean(xTitle), Markup.Clean(yTitle), options);
    }

    private static Series Tidy(Series series, bool logY, bool logX = false) =>
        new(Markup.Clean(series.Name), series.X.Select(x => logX ? Finite(x, true) : Markup.Round(x)),
            series.Y.Select(y => Finite(y, logY)))
        {
            Style = series.Style,
            Labels = series.Labels is { } labels ? [.. labels.Select(Markup.Clean)] : null,
        };

    private static double Finite(double value, bool log) =>
        !double.IsFinite(value) || (log && value <= 0) ? double.NaN : Markup.Round(value);
}
