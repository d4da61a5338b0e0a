using LeNetLab.Data;

namespace LeNetLab.Pictures;

/// <summary>Draws images at places in the plane, so that what lies together can be seen to look alike.</summary>
public static class EmbeddingPicture
{
    private const int Margin = 20;
    private const double Tile = 20;

    // Of middle brightness, so that each shows on a light and on a dark card; the drawn digits say the rest.
    private static readonly string[] Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#8c6bb1", "#7a8a00", "#e0569b", "#808890"];

    /// <summary>
    /// A dot for every image in the colour of its class, and the image itself wherever there is room for one. Axes have no
    /// numbers: where the picture is used, the places have no unit.
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
            throw new ArgumentException($"{images.Count} images need places [{images.Count}, 2]; got [{count}, {places.GetLength(1)}].", nameof(places));
        var (x, y) = (Spread(places, 0, Margin, width - Margin), Spread(places, 1, height - Margin, Margin));
        var canvas = new SvgCanvas(width, height);
        for (var i = 0; i < count; i++)
            canvas.Rect(x[i] - 1.5, y[i] - 1.5, 3, 3, ColourOf(images.Label(i)), radius: 1.5, opacity: 0.6);
        var shown = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (shown.All(s => Math.Max(Math.Abs(x[s] - x[i]), Math.Abs(y[s] - y[i])) >= Tile)) shown.Add(i);
        }

        canvas.Image(Sheet(shown, x, y, images, width, height), 0, 0, width, height);
        return new Drawing(canvas, caption, caption.Length > 0 ? caption : $"{count} images of {images.Name} at their places.");
    }

    private static string ColourOf(int label) => Colours[label % Colours.Length];

    private static double[] Spread(double[,] places, int axis, double from, double to)
    {
        var values = Enumerable.Range(0, places.GetLength(0)).Select(i => places[i, axis]).ToArray();
        var (low, high) = (values.Min(), values.Max());
        return Array.ConvertAll(values, v => high > low ? from + (v - low) / (high - low) * (to - from) : (from + to) / 2);
    }

    // One transparent sheet for all images is a fraction of the bytes of as many single ones.
    private static byte[] Sheet(List<int> shown, double[] x, double[] y, ImageSet images, int width, int height)
    {
        const int Fine = 2;
        const int Levels = 51;
        var tile = (int)(Tile * Fine);
        var rgba = new byte[4 * width * Fine * height * Fine];
        foreach (var i in shown)
        {
            var colour = Convert.ToInt32(ColourOf(images.Label(i))[1..], 16);
            var image = images.Image(i);
            var (left, top) = ((int)(x[i] * Fine) - tile / 2, (int)(y[i] * Fine) - tile / 2);
            for (var row = 0; row < tile; row++)
            {
                for (var column = 0; column < tile; column++)
                {
                    var ink = (image[(row * images.Height / tile * images.Width) + (column * images.Width / tile)] + Levels / 2) / Levels * Levels;
                    if (ink == 0) continue;
                    var at = 4 * (((top + row) * width * Fine) + left + column);
                    (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour, (byte)Math.Min(255, ink));
                }
            }
        }

        return Sprite.Encode(rgba, width * Fine, height * Fine);
    }
}
