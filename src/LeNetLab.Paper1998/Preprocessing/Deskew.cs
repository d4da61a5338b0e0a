namespace LeNetLab.Paper1998.Preprocessing;

/// <summary>
/// Takes the slant out of digits: each row is shifted sideways so that the digit's principal axis of inertia is
/// vertical (LeCun et al. 1998, section III-A; "deskewing" in the table on the MNIST page).
/// </summary>
/// <remarks>
/// A shear x' = x − s·(y − ȳ) with s = μxy / μyy makes the mixed second moment vanish, and then the axes of inertia lie
/// along rows and columns. The paper counts moments over black and white pixels; ours weigh each pixel with its grey. A
/// shift by part of a pixel is shared out between two neighbours, which keeps the ink of a row and its mean column.
/// </remarks>
public static class Deskew
{
    /// <summary>Every image upright; its size, its labels and the ink of every row stay.</summary>
    /// <remarks>Ink that a strong slant would put outside the image is lost.</remarks>
    public static ImageSet Apply(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var size = images.Height * images.Width;
        var pixels = new byte[(long)images.Count * size];
        for (var i = 0; i < images.Count; i++)
            Apply(images.Image(i), images.Height, images.Width, pixels.AsSpan(i * size, size));
        return images.WithPixels(pixels);
    }

    /// <summary>
    /// The slant of one image: pixels to the right per row downwards, μxy / μyy; 0 for an image without ink or with ink
    /// in one row only. Negative for most handwriting, whose strokes lean to the right.
    /// </summary>
    /// <param name="image">Height×width bytes, row by row.</param>
    /// <param name="width">Columns.</param>
    public static double Slant(ReadOnlySpan<byte> image, int width) => Slant(image, width, out _);

    private static double Slant(ReadOnlySpan<byte> image, int width, out double meanRow)
    {
        double mass = 0, sumX = 0, sumY = 0, sumXy = 0, sumYy = 0;
        for (int p = 0, y = 0; p < image.Length; y++)
            for (var x = 0; x < width; x++, p++)
            {
                double ink = image[p];
                (mass, sumX, sumY) = (mass + ink, sumX + ink * x, sumY + ink * y);
                (sumXy, sumYy) = (sumXy + ink * x * y, sumYy + ink * y * y);
            }

        meanRow = mass > 0 ? sumY / mass : 0;
        var spread = sumYy - sumY * meanRow;
        return spread > 1e-9 * mass ? (sumXy - sumX * meanRow) / spread : 0;
    }

    private static void Apply(ReadOnlySpan<byte> image, int height, int width, Span<byte> target)
    {
        var slant = Slant(image, width, out var meanRow);
        Span<double> row = stackalloc double[width];
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            var shift = -slant * (y - meanRow);
            var whole = (int)Math.Floor(shift);
            var part = shift - whole;
            for (var x = 0; x < width; x++)
            {
                var ink = image[y * width + x];
                if (ink == 0) continue;
                if ((uint)(x + whole) < (uint)width) row[x + whole] += (1 - part) * ink;
                if ((uint)(x + whole + 1) < (uint)width) row[x + whole + 1] += part * ink;
            }

            for (var x = 0; x < width; x++) target[y * width + x] = (byte)Math.Min(255, row[x] + 0.5);
        }
    }
}
