namespace LeNetLab.Pictures;

/// <summary>Where a text stands to its point.</summary>
internal enum LabelSide { Right, Left, Above, Below }

/// <summary>
/// Chooses a side for the text of each point, one after the other: the first side where it covers no other point and no text
/// that has its place. Both forms of a chart scale the axes by themselves, so places are estimates, good to a few pixels.
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
        var points = data.Series.Where(s => data.StyleOf(s).Marks).SelectMany(s => s.X.Zip(s.Y, (a, b) => (X: x(a), Y: height - y(b)))).ToList();
        List<Box> taken = [];
        return [.. data.Series.Select(s => (s.Labels ?? []).Select((text, i) => Choose(x(s.X[i]), height - y(s.Y[i]), text)).ToArray())];

        LabelSide Choose(double px, double py, string text)
        {
            var boxes = Order.Select(side => (Side: side, Box: Box.Beside(px, py, SvgCanvas.TextWidth(text, FontSize), side))).ToList();
            var best = boxes.MinBy(b => Cost(b.Box));
            taken.Add(best.Box);
            return best.Side;
        }

        int Cost(Box box) => taken.Count(box.Meets) + points.Count(box.Covers)
            + (box.Left < 0 || box.Right > width || box.Top < 0 || box.Bottom > height ? 1 : 0);
    }

    private static Func<double, double> Scale(IEnumerable<double> values, bool log, double length)
    {
        var finite = values.Where(double.IsFinite).Select(Place).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var range = high > low ? high - low : 1;
        return v => length * (Padding + (1 - 2 * Padding) * (Place(v) - low) / range);

        double Place(double v) => log ? Math.Log10(v) : v;
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

        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool Covers((double X, double Y) point) =>
            point.X > Left - 3 && point.X < Right + 3 && point.Y > Top - 3 && point.Y < Bottom + 3;

        private static Box At(double left, double top, double width) => new(left, top, left + width, top + FontSize);
    }
}
