namespace LeNetLab.Visualization;

/// <summary>Draws images at places in the plane, so that what lies together can be seen to look alike.</summary>
public static class EmbeddingPicture
{
    private const int Margin = 22;
    private const double Room = 24;      // between two images' middles, in CSS pixels

    // Of middle brightness, so that each shows on a light and on a dark card; the drawn digits say the rest.
    private static readonly string[] Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#8c6bb1", "#7a8a00", "#e0569b", "#808890"];

    /// <summary>
    /// A dot for every image in the colour of its class, and the image itself wherever there is room for one. Axes have
    /// no numbers: where the picture is used, the places have no unit.
    /// </summary>
    /// <param name="places">[N, 2]: to the right, and up.</param>
    /// <param name="images">The N images.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="width">Width of the drawing in CSS pixels, at least 200.</param>
    /// <param name="height">Height of the drawing in CSS pixels, at least 150.</param>
    /// <exception cref="ArgumentException">There is no place, or not one for each image.</exception>
    public static Drawing Of(double[,] places, ImageSet images, string caption = "", int width = 760, int height = 620)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        var count = places.GetLength(0);
        if (count == 0 || count != images.Count || places.GetLength(1) != 2)
            throw new ArgumentException($"{images.Count} images need places [{images.Count}, 2]; got [{count}, " +
                $"{places.GetLength(1)}].", nameof(places));
        var (x, y) = (Spread(places, 0, Margin, width - Margin), Spread(places, 1, height - Margin, Margin));
        var canvas = new SvgCanvas(width, height);
        foreach (var label in Enumerable.Range(0, count).GroupBy(images.Label).OrderBy(g => g.Key))
            canvas.Raw(Dots(label.Select(i => (x[i], y[i])), ColourOf(label.Key)));
        var shown = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (shown.All(s => Math.Max(Math.Abs(x[s] - x[i]), Math.Abs(y[s] - y[i])) >= Room)) shown.Add(i);
        }

        canvas.Image(Sheet(shown, x, y, images, width, height), 0, 0, width, height);
        return new Drawing(
            canvas, caption, $"{count} images of {images.Name}, each at its place in a plane of two numbers.");
    }

    internal static string ColourOf(int label) => Colours[label % Colours.Length];

    private static double[] Spread(double[,] places, int axis, double from, double to)
    {
        var values = Enumerable.Range(0, places.GetLength(0)).Select(i => places[i, axis]).ToArray();
        var (low, high) = (values.Min(), values.Max());
        return Array.ConvertAll(
            values, v => high > low ? from + (v - low) / (high - low) * (to - from) : (from + to) / 2);
    }

    // A path with round ends of no length takes a tenth of the bytes of as many circles.
    private static string Dots(IEnumerable<(double X, double Y)> places, string colour) =>
        "<path d=\""
        + string.Concat(places.Select(p => $"M{Markup.At(Math.Round(p.X, 1))} {Markup.At(Math.Round(p.Y, 1))}h0"))
        + $"\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"3.4\" stroke-linecap=\"round\" opacity=\"0.55\"/>";

    // One transparent sheet for all images is a fraction of the bytes of as many single ones.
    private static byte[] Sheet(List<int> shown, double[] x, double[] y, ImageSet images, int width, int height)
    {
        const int Step = 51;             // few shades, so that the sheet packs well
        var rgba = new byte[4 * width * height];
        foreach (var i in shown)
        {
            var colour = Convert.ToInt32(ColourOf(images.Label(i))[1..], 16);
            var image = images.Image(i);
            var (left, top) = ((int)x[i] - images.Width / 2, (int)y[i] - images.Height / 2);
            for (var pixel = 0; pixel < image.Length; pixel++)
            {
                var (row, column) = (top + pixel / images.Width, left + pixel % images.Width);
                var ink = (image[pixel] + Step / 2) / Step * Step;
                if (ink == 0 || row < 0 || row >= height || column < 0 || column >= width) continue;
                var at = 4 * (row * width + column);
                (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = ((byte)(colour >> 16), (byte)(colour >> 8),
                    (byte)colour, (byte)ink);
            }
        }

        return Sprite.Encode(rgba, width, height);
    }
}
