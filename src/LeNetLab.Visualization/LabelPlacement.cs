namespace LeNetLab.Visualization;

/// <summary>Where a text stands to its point.</summary>
internal enum LabelSide { Right, Left, Above, Below }

/// <summary>
/// Chooses a side for the text of each point, one after the other: the first side where it covers no other point, no
/// line and no text that has its place. Both forms of a chart make room for axes and titles by themselves, so places
/// are estimates.
/// </summary>
internal static class LabelPlacement
{
    public const double FontSize = 11, Gap = 6;

    // What axes, titles and the legend take of the drawing.
    private const double Sides = 110, Ends = 140, Padding = 0.05;

    private static readonly LabelSide[] Order = [LabelSide.Right, LabelSide.Left, LabelSide.Above, LabelSide.Below];

    /// <summary>The sides of each series' texts; empty for a series that has none.</summary>
    public static LabelSide[][] Of(ChartData data)
    {
        if (data.Series.All(s => s.Labels is null)) return [.. data.Series.Select(_ => Array.Empty<LabelSide>())];
        double width = Math.Max(1, data.Options.Width - Sides), height = Math.Max(1, data.Options.Height - Ends);
        var x = Scale(data.Series.SelectMany(s => s.X), data.Options.LogX, width);
        var y = Scale(data.Series.SelectMany(s => s.Y), data.Options.LogY, height);
        var points = data.Series.Where(
            s => data.StyleOf(s).Marks).SelectMany(s => s.X.Zip(s.Y, (a, b) => (X: x(a), Y: height - y(b)))).ToList();
        var lines = data.Series.Where(s => data.StyleOf(s).Line).SelectMany(
            s => Along([.. s.X.Zip(s.Y, (a, b) => (x(a), height - y(b)))])).ToList();
        List<Box> taken = [];
        return [.. data.Series.Select(
            s => (s.Labels ?? []).Select((text, i) => Choose(x(s.X[i]), height - y(s.Y[i]), text)).ToArray())];

        LabelSide Choose(double px, double py, string text)
        {
            var boxes = Order.Select(
                side => (Side: side, Box: Box.Beside(px, py, SvgCanvas.TextWidth(text, FontSize), side))).ToList();
            var best = boxes.MinBy(b => Cost(b.Box));
            taken.Add(best.Box);
            return best.Side;
        }

        int Cost(Box box) => 8 * taken.Count(box.Meets) + 4 * points.Count(box.Covers) + (lines.Any(box.Covers) ? 1 : 0)
            + (box.Left < 0 || box.Right > width || box.Top < 0 || box.Bottom > height ? 2 : 0);
    }

    // Close enough together that no text lies between two of them.
    private static IEnumerable<(double X, double Y)> Along((double X, double Y)[] corners) =>
        corners.Zip(corners.Skip(1)).SelectMany(pair =>
        {
            var ((x, y), (toX, toY)) = pair;
            var count = (int)Math.Clamp(Math.Ceiling(Math.Max(Math.Abs(toX - x), Math.Abs(toY - y)) / 4), 1, 500);
            return Enumerable.Range(0, count + 1).Select(i => (x + (toX - x) * i / count, y + (toY - y) * i / count));
        });

    private static Func<double, double> Scale(IEnumerable<double> values, bool log, double length)
    {
        if (log)
        {
            var (from, to) = ChartData.PowersOf(values);
            return v => length * (Math.Log10(v) - from) / (to - from);
        }

        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var range = high > low ? high - low : 1;
        return v => length * (Padding + (1 - 2 * Padding) * (v - low) / range);
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public static Box Beside(double x, double y, double width, LabelSide side) => side switch
        {
            LabelSide.Right => At(x + Gap, y - FontSize / 2, width),
            LabelSide.Left => At(x - Gap - width, y - FontSize / 2, width),
            LabelSide.Above => At(x - width / 2, y - Gap - FontSize, width),
            _ => At(x - width / 2, y + Gap, width),
        };

        public bool Meets(Box other) =>
            Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool Covers((double X, double Y) point) =>
            point.X > Left - 3 && point.X < Right + 3 && point.Y > Top - 3 && point.Y < Bottom + 3;

        private static Box At(double left, double top, double width) => new(left, top, left + width, top + FontSize);
    }
}
