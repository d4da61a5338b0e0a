namespace LeNetLab.Handwriting;

/// <summary>Brings the strokes of a found digit into the range that MNIST's pens have.</summary>
internal static class PenWidth
{
    /// <summary>
    /// Widths in pixels of the prepared digit. By <see cref="Measure"/>, nine tenths of MNIST lie between 1.6 and 3.5.
    /// </summary>
    private const double Thinnest = 1.6, Thin = 2.1, Thickest = 4.6, Thick = 4;

    /// <summary>Thickens or thins strokes that are far from MNIST's; else returns the digit unchanged.</summary>
    public static GreyPicture Normalise(GreyPicture digit)
    {
        double pixel = Math.Max(digit.Width, digit.Height) / (double)DigitPreparation.BoxSide;
        // At MNIST's own size the pen's width is MNIST's, or too coarse to be measured.
        if (pixel < 1.25) return digit;
        double width = Measure(digit) / pixel;
        if (width < Thinnest) return Spread(digit, (Thin - width) / 2 * pixel, thicken: true);
        return width > Thickest ? Spread(digit, (width - Thick) / 2 * pixel, thicken: false) : digit;
    }

    /// <summary>Mean stroke width in the digit's own pixels: a long stroke's area over half its edge.</summary>
    public static double Measure(GreyPicture digit)
    {
        double area = 0, edge = 0;
        for (int y = 0; y < digit.Height; y++)
            for (int x = 0; x < digit.Width; x++)
            {
                float value = digit[y, x];
                area += value;
                float right = value - (x + 1 < digit.Width ? digit[y, x + 1] : 0);
                float down = value - (y + 1 < digit.Height ? digit[y + 1, x] : 0);
                edge += Math.Sqrt(right * right + down * down);
                if (x == 0) edge += value;
                if (y == 0) edge += value;
            }

        return edge == 0 ? 0 : 2 * area / edge;
    }

    /// <summary>
    /// Grey dilation or erosion: the highest or lowest pixel within a disc. Between whole radii both are blended, and
    /// discs lie inside one another, so ink can only grow with the radius. Outside is paper.
    /// </summary>
    internal static GreyPicture Spread(GreyPicture digit, double radius, bool thicken)
    {
        int whole = (int)radius, reach = (int)Math.Ceiling(radius), margin = thicken ? reach : 0;
        float part = (float)(radius - whole);
        var disc = new List<(int Y, int X)>();
        var rim = new List<(int Y, int X)>();
        for (int v = -reach; v <= reach; v++)
            for (int u = -reach; u <= reach; u++)
                if (v * v + u * u <= whole * whole) disc.Add((v, u));
                else if (v * v + u * u <= reach * reach) rim.Add((v, u));

        float sign = thicken ? 1 : -1;
        var result = new GreyPicture(digit.Height + 2 * margin, digit.Width + 2 * margin);
        for (int y = 0; y < result.Height; y++)
            for (int x = 0; x < result.Width; x++)
            {
                float inner = Highest(disc, y - margin, x - margin);
                float outer = part == 0 ? inner : Math.Max(inner, Highest(rim, y - margin, x - margin));
                result.Values[y * result.Width + x] = sign * (inner + part * (outer - inner));
            }

        return result;

        float Highest(List<(int Y, int X)> places, int y, int x)
        {
            float best = float.MinValue;
            foreach (var (v, u) in places)
            {
                bool outside = y + v < 0 || x + u < 0 || y + v >= digit.Height || x + u >= digit.Width;
                best = Math.Max(best, outside ? 0 : sign * digit[y + v, x + u]);
            }

            return best;
        }
    }

    /// <summary>Thickens or, below 0, thins the strokes of a small image by up to a pixel at each side.</summary>
    public static void Change(Span<byte> image, int height, int width, double pixels)
    {
        // Thinner ink is thicker paper.
        byte flip = pixels < 0 ? byte.MaxValue : (byte)0;
        int share = (int)(256 * Math.Abs(pixels));
        Span<byte> source = stackalloc byte[image.Length];
        for (int i = 0; i < image.Length; i++) source[i] = (byte)(image[i] ^ flip);
        for (int y = 1; y < height - 1; y++)
            for (int x = 1; x < width - 1; x++)
            {
                int i = y * width + x;
                int most = Math.Max(Math.Max(source[i - 1], source[i + 1]),
                    Math.Max(source[i - width], source[i + width]));
                image[i] = (byte)((source[i] + Math.Max(0, most - source[i]) * share / 256) ^ flip);
            }
    }
}
