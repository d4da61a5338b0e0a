namespace LeNetLab.Visualization;

/// <summary>Draws the network's answer: one bar for each class, the longest in colour.</summary>
public static class ScoreBars
{
    /// <summary>Draws the probabilities of the classes.</summary>
    /// <param name="probabilities">One for each class, 0 to 1; values outside are clipped, and NaN counts as 0.</param>
    /// <param name="names">The classes' names; their numbers where null.</param>
    /// <param name="truth">The index of the true class, which gets a tick mark; null where it is unknown.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">There is no class, or the names are not as many.</exception>
    public static Drawing Of(IReadOnlyList<double> probabilities, IReadOnlyList<string>? names = null,
        int? truth = null, string caption = "")
    {
        const double Row = 24;
        const double Margin = 16;
        var labels = Names(probabilities, names);
        var canvas = new SvgCanvas(360, (2 * Margin) + (Row * probabilities.Count));
        Draw(canvas, Margin, Margin, canvas.Width - (2 * Margin), Row, Clean(probabilities), labels, truth);
        var best = Best(Clean(probabilities));
        return new Drawing(canvas, caption,
            $"A bar for each of {labels.Count} classes; the longest is that of {labels[best]}.");
    }

    /// <summary>The numbers of the classes, or the names given.</summary>
    internal static IReadOnlyList<string> Names<T>(IReadOnlyList<T> scores, IReadOnlyList<string>? names)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("Bars need at least one class; got none.", nameof(scores));
        if (names is not null && names.Count != scores.Count)
            throw new ArgumentException($"{scores.Count} classes need as many names; got {names.Count}.",
                nameof(names));
        return names ?? [.. Enumerable.Range(0, scores.Count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    internal static double[] Clean(IEnumerable<double> scores) =>
        [.. scores.Select(p => double.IsNaN(p) ? 0 : Math.Clamp(p, 0, 1))];

    internal static int Best(double[] scores) => Array.IndexOf(scores, scores.Max());

    /// <summary>Bars from <paramref name="x"/> on, names on the left, percentages on the right.</summary>
    internal static void Draw(SvgCanvas canvas, double x, double y, double width, double row, double[] scores,
        IReadOnlyList<string> names, int? truth = null)
    {
        var text = Math.Min(15, row * 0.62);
        var nameWidth = names.Max(n => SvgCanvas.TextWidth(n, text)) + 10;
        var (left, length, best) = (x + nameWidth, width - nameWidth - 52, Best(scores));
        for (var i = 0; i < scores.Length; i++)
        {
            var (top, middle, winner) = (y + (i * row), y + ((i + 0.5) * row), i == best);
            canvas.Text(x + nameWidth - 10, middle + (text * 0.36), names[i], text, winner ? Theme.Orange : Theme.Ink,
                Align.End, winner);
            canvas.Rect(left, top + (row * 0.2), length, row * 0.6, Theme.Panel, radius: 3);
            if (scores[i] > 0.0005) canvas.Rect(left, top + (row * 0.2), Math.Max(2, length * scores[i]), row * 0.6,
                winner ? Theme.Orange : Theme.Blue, radius: 3);
            var percent = (100 * scores[i]).ToString(scores[i] is > 0.0995 and < 0.9995 ? "0" : "0.0",
                CultureInfo.InvariantCulture) + " %";
            if (scores[i] is < 0.0005) percent = "";
            canvas.Text(left + length + 6, middle + 4, percent + (truth == i ? " ✓" : ""), 11,
                winner ? Theme.Ink : Theme.Muted, bold: winner);
        }
    }
}
