namespace LeNetLab.Visualization.Diagrams;

/// <summary>Draws a loss over two weights as a landscape in bands, and paths of steps across it.</summary>
public static class LossLandscape
{
    private const double Left = 62, Top = 20, Side = 420, Bottom = 52;
    private const int Bands = 14;

    /// <summary>Draws the landscape from above; darker is higher.</summary>
    /// <param name="loss">[rows, columns]: the loss at each grid point; rows are values of the second weight, from
    /// the lowest.</param>
    /// <param name="first">The first weight's lowest and highest value.</param>
    /// <param name="second">The second weight's lowest and highest value.</param>
    /// <param name="paths">The paths: X is the first weight after each step, Y the second. A ring marks the start. What
    /// leaves the landscape is cut off at its edge.</param>
    /// <param name="firstTitle">What the first weight is.</param>
    /// <param name="secondTitle">What the second weight is.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">The grid has no area.</exception>
    public static Drawing Of(double[,] loss, (double Low, double High) first, (double Low, double High) second,
        IReadOnlyList<Series> paths, string firstTitle, string secondTitle, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(paths);
        if (loss.GetLength(0) < 2 || loss.GetLength(1) < 2 || first.High <= first.Low || second.High <= second.Low)
            throw new ArgumentException(
                $"A landscape needs a grid of 2×2 or more over ranges that grow; got {loss.GetLength(0)}×" +
                $"{loss.GetLength(1)} over {first} and {second}.", nameof(loss));
        var legend = paths.Select(p => SvgCanvas.TextWidth(p.Name, 12)).DefaultIfEmpty(0).Max() + 46;
        var canvas = new SvgCanvas(Left + Side + 16 + legend, Top + Side + Bottom);
        canvas.Image(Ground(loss), Left, Top, Side, Side);
        double X(double w) => (w - first.Low) / (first.High - first.Low) * Side;
        double Y(double w) => (second.High - w) / (second.High - second.Low) * Side;
        Axes(canvas, first, second, firstTitle, secondTitle);

        // A nested svg cuts off what lies outside it. The first path is on top: the others may jump far across it.
        canvas.Raw($"<svg x=\"{Markup.At(Left)}\" y=\"{Markup.At(Top)}\" width=\"{Side}\" height=\"{Side}\">");
        for (var i = paths.Count - 1; i >= 0; i--)
        {
            var points = paths[i].X.Zip(paths[i].Y, (x, y) => (X: Clamp(X(x)), Y: Clamp(Y(y)))).ToList();
            var line =
                string.Concat(points.Select((p, n) => $"{(n == 0 ? "M" : "L")}{Markup.At(p.X)} {Markup.At(p.Y)}"));
            canvas.Path(line, "none", "#ffffff", 4, 0.7);
            canvas.Path(line, "none", Colour(i), 2);
            foreach (var p in points.Skip(1)) canvas.Rect(p.X - 3, p.Y - 3, 6, 6, Colour(i), "#ffffff", 1, 3);
            foreach (var p in points.Take(1)) canvas.Rect(p.X - 4, p.Y - 4, 8, 8, "#ffffff", Theme.Ink, 2, 4);
        }

        canvas.Raw("</svg>");
        for (var i = 0; i < paths.Count; i++)
        {
            var y = Top + 14 + (i * 22);
            canvas.Line(Left + Side + 18, y - 4, Left + Side + 40, y - 4, Colour(i), 3);
            canvas.Text(Left + Side + 46, y, paths[i].Name, 12);
        }

        return new Drawing(canvas, caption,
            caption.Length > 0 ? caption : $"The loss over {firstTitle} and {secondTitle}, with {paths.Count} paths.");
    }

    private static string Colour(int i) => Theme.Series[i % Theme.Series.Length];

    // A path that diverges has numbers that no viewer can draw.
    private static double Clamp(double at) => double.IsNaN(at) ? 10 * Side : Math.Clamp(at, -9 * Side, 10 * Side);

    private static void Axes(SvgCanvas canvas, (double Low, double High) first, (double Low, double High) second,
        string firstTitle, string secondTitle)
    {
        canvas.Rect(Left, Top, Side, Side, "none", Theme.Rule);
        for (var t = 0; t <= 4; t++)
        {
            var share = t / 4.0;
            var (x, y) = (Left + (share * Side), Top + ((1 - share) * Side));
            canvas.Text(x, Top + Side + 17, Markup.Figure(first.Low + (share * (first.High - first.Low)), 3), 11,
                Theme.Muted, Align.Middle);
            canvas.Text(Left - 7, y + 4, Markup.Figure(second.Low + (share * (second.High - second.Low)), 3), 11,
                Theme.Muted, Align.End);
        }

        canvas.Text(Left + (Side / 2), Top + Side + 38, firstTitle, 12, Theme.Ink, Align.Middle);
        var middle = Markup.At(Top + (Side / 2));
        canvas.Raw($"<g transform=\"rotate(-90 14 {middle})\">");
        canvas.Text(14, Top + (Side / 2), secondTitle, 12, Theme.Ink, Align.Middle);
        canvas.Raw("</g>");
    }

    // Bands by rank, not by height: a valley shows its shape even beside a cliff.
    private static byte[] Ground(double[,] loss)
    {
        var (rows, columns) = (loss.GetLength(0), loss.GetLength(1));
        var sorted = loss.Cast<double>().Where(double.IsFinite).Order().ToArray();
        return Sprite.Build(1, 1, columns, rows, 0, 0, (_, pixel) =>
        {
            var value = loss[rows - 1 - (pixel / columns), pixel % columns];
            if (!double.IsFinite(value) || sorted.Length == 0) return Palette.Sequential.At(1);
            var place = Array.BinarySearch(sorted, value);
            var band = (long)(place < 0 ? ~place : place) * Bands / sorted.Length;
            return Palette.Sequential.At(0.75 * band / (Bands - 1));
        });
    }
}
