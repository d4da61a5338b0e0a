namespace LeNetLab.Visualization;

/// <summary>
/// Draws what joins two layers of a <see cref="MapStack"/>: lines between maps, a band where everything is joined.
/// </summary>
internal static class MapStackLinks
{
    public static void Draw(SvgCanvas canvas, MapColumn from, MapColumn to, double[] scores,
        Func<int, int, bool> connected)
    {
        if (!from.IsStrip && !to.IsStrip) DrawBetweenTiles(canvas, from, to, connected);
        else if (!from.IsStrip) DrawIntoStrip(canvas, from, to);
        else if (to.IsBars) DrawIntoBars(canvas, from, to, scores);
        else DrawBand(canvas, from.X + from.Width, from.Extent, to.X, to.Extent);
    }

    private static void DrawBetweenTiles(SvgCanvas canvas, MapColumn from, MapColumn to, Func<int, int, bool> connected)
    {
        var activity = Activity(from);
        var pairs = from.Layer.Maps * to.Layer.Maps;
        for (var source = 0; source < from.Layer.Maps; source++)
        {
            var (x, y) = from.Tile(source);
            for (var target = 0; target < to.Layer.Maps; target++)
            {
                if (!connected(source, target)) continue;
                var (x2, y2) = to.Tile(target);
                var strength = pairs > 40 && from.Layer.Maps != to.Layer.Maps ? 0.12 + (0.38 * activity[source])
                    : 0.35 + (0.5 * activity[source]);
                canvas.Path(Curve(x + from.TileWidth, y, x2, y2), "none", Theme.Muted, 0.9, strength);
            }
        }
    }

    private static void DrawIntoStrip(SvgCanvas canvas, MapColumn from, MapColumn to)
    {
        var activity = Activity(from);
        var (top, bottom) = to.Extent;
        for (var map = 0; map < from.Layer.Maps; map++)
        {
            var (x, y) = from.Tile(map);
            x += from.TileWidth;
            var half = from.TileHeight / 2;
            canvas.Path(
                $"{Curve(x, y - half, to.X, top)}L{Markup.At(to.X)} "
                + $"{Markup.At(bottom)}{Bend(to.X, bottom, x, y + half)}Z",
                Theme.Muted, opacity: 0.02 + (0.02 * activity[map]));
        }
    }

    private static void DrawBand(SvgCanvas canvas, double x, (double Top, double Bottom) from, double x2,
        (double Top, double Bottom) to) => canvas.Path(
        $"{Curve(x, from.Top, x2, to.Top)}L{Markup.At(x2)} "
        + $"{Markup.At(to.Bottom)}{Bend(x2, to.Bottom, x, from.Bottom)}Z", Theme.Muted, opacity: 0.2);

    private static void DrawIntoBars(SvgCanvas canvas, MapColumn from, MapColumn to, double[] scores)
    {
        var ((top, bottom), (first, last)) = (from.Extent, to.Extent);
        var best = ScoreBars.Best(scores);
        foreach (var i in Enumerable.Range(0, scores.Length).OrderBy(i => i == best))
        {
            var share = (i + 0.5) / scores.Length;
            var (y, y2) = (top + (share * (bottom - top)), first + (share * (last - first)));
            canvas.Path(
                Curve(from.X + from.Width, y, to.X, y2), "none", i == best ? Theme.Orange : Theme.Muted,
                i == best ? 2.5 : 1, i == best ? 1 : 0.25 + (0.6 * scores[i]));
        }
    }

    /// <summary>Mean size of a map's values, 1 for the most active map of the layer.</summary>
    private static double[] Activity(MapColumn column)
    {
        var means = new double[column.Layer.Maps];
        for (var map = 0; map < means.Length; map++)
        {
            foreach (var value in column.Layer.Map(map)) means[map] += float.IsFinite(value) ? Math.Abs(value) : 0;
        }

        var highest = means.Max();
        return Array.ConvertAll(means, m => highest > 0 ? m / highest : 0);
    }

    private static string Curve(double x, double y, double x2, double y2) =>
        $"M{Markup.At(x)} {Markup.At(y)}{Bend(x, y, x2, y2)}";

    private static string Bend(double x, double y, double x2, double y2)
    {
        var middle = Markup.At((x + x2) / 2);
        return $"C{middle} {Markup.At(y)} {middle} {Markup.At(y2)} {Markup.At(x2)} {Markup.At(y2)}";
    }
}
