using System.Text.RegularExpressions;

namespace LeNetLab.Visualization;

/// <summary>A small table with numbers on the right, thousands separated; in plain text it is Markdown.</summary>
[TypeFormatterSource(typeof(TableFormatterSource), PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Text })]
public sealed partial class Table : View
{
    private readonly string[] _headers;
    private readonly string[][] _rows;
    private readonly bool[] _right;
    private string? _fold;

    /// <summary>A table of the values given.</summary>
    /// <param name="headers">The columns' names.</param>
    /// <param name="rows">The rows, each as long as the headers. Numbers are shown with four significant digits,
    /// integers whole; null is an empty cell.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">There is no column, or a row is not as long as the headers.</exception>
    public Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object?>> rows, string caption = "")
        : base(caption, null)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        if (headers.Count == 0)
            throw new ArgumentException("A table needs at least one column; got none.", nameof(headers));
        var cells = rows.ToArray();
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Count != headers.Count)
                throw new ArgumentException($"Row {i} should have {headers.Count} cells, one for each column; got " +
                    $"{cells[i].Count}.", nameof(rows));
        }

        _headers = [.. headers];
        _rows = [.. cells.Select(row => row.Select(Show).ToArray())];
        _right =
            [.. headers.Select(
                (_, column) => cells.Any(row => IsFigure(row[column]))
                    && cells.All(row => row[column] is null or "" || IsFigure(row[column])))];
    }

    /// <summary>A table with a row for each item and a column for each named value of it.</summary>
    /// <param name="items">What the rows are about.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="columns">The columns' names, each with what to show of an item.</param>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public static Table Of<T>(
        IEnumerable<T> items, string caption, params (string Header, Func<T, object?> Value)[] columns)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(columns);
        return new Table([.. columns.Select(c => c.Header)],
            items.Select(item => columns.Select(c => c.Value(item)).ToArray()), caption);
    }

    /// <summary>The same table, folded away behind a line; a click on the line opens it.</summary>
    /// <param name="line">What the line says.</param>
    public Table Folded(string line)
    {
        var folded = (Table)MemberwiseClone();
        folded._fold = line;
        return folded;
    }

    /// <inheritdoc/>
    public override string ToHtml() => _fold is null ? Open()
        : $"<div><details><summary>{Markup.Escape(_fold)}</summary>{Open()}</details></div>";

    private string Open()
    {
        var html = new StringBuilder(
            "<table style=\"border-collapse:collapse;margin:0.5em 0;font-variant-numeric:tabular-nums\">");
        if (Caption.Length > 0)
            html.Append("<caption style=\"caption-side:bottom;text-align:left;font-size:0.9em;padding-top:0.4em\">" +
                $"{Markup.Escape(Caption)}</caption>");
        html.Append("<thead><tr>");
        // A header without a word would be one for nothing.
        for (var c = 0; c < _headers.Length; c++)
            Cell(html, _headers[c].Length > 0 ? "th" : "td", _headers[c], c, "2px");
        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < row.Length; c++) Cell(html, "td", row[c], c, "1px");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    /// <inheritdoc/>
    public override string ToText()
    {
        // A bar inside a cell would end it in Markdown.
        string[][] lines = [_headers, .. _rows];
        var cells = lines.Select(
            line => line.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")).ToArray())
            .ToArray();
        var widths = Enumerable.Range(
            0, _headers.Length).Select(c => Math.Max(3, cells.Max(line => line[c].Length))).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append('|');
            for (var c = 0; c < widths.Length; c++)
                text.Append(' ').Append(_right[c] ? cells[i][c].PadLeft(widths[c]) : cells[i][c].PadRight(widths[c]))
                    .Append(" |");
            text.Append('\n');
            if (i > 0) continue;
            text.Append('|');
            for (var c = 0; c < widths.Length; c++)
                text.Append(_right[c] ? $" {new string('-', widths[c] - 1)}: |" : $" {new string('-', widths[c])} |");
            text.Append('\n');
        }

        return (Caption.Length > 0 ? text.Append('\n').Append(Caption) : text).ToString().TrimEnd();
    }

    private void Cell(StringBuilder html, string tag, string text, int column, string line) => html.Append(
        $"<{tag} style=\"text-align:{(_right[column] ? "right" : "left")};padding:0.25em 0.8em;border-bottom:{line} " +
        $"solid rgba(128,128,128,0.4)\">{Markup.Escape(Joined(text))}</{tag}>");

    // A size stays on one line.
    private static string Joined(string text) => text.Replace(" × ", "\u00A0×\u00A0", StringComparison.Ordinal);

    // A number, or one that was written with its unit or its uncertainty: they stand below one another.
    private static bool IsFigure(object? value) => IsNumber(value) || (value is string text && Written().IsMatch(text));

    [GeneratedRegex(@"^[−+-]?\d[\d.,]*( ± [\d.]+)?( %)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    private static bool IsNumber(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    private static string Show(object? value) => value switch
    {
        null => "",
        float or double or decimal => Markup.Figure(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IFormattable number when IsNumber(number) => number.ToString("#,##0", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
