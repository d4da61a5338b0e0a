namespace LeNetLab.Visualization.Analysis;

/// <summary>Grey dilation and erosion of small images by discs: the highest or lowest pixel in a distance.</summary>
internal static class Morphology
{
    // Discs of whole radii lie inside one another, so ink can only grow with the level, blended or not.
    private const int LargestRadius = 28;

    public static void Apply(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random)
    {
        var amount = Math.Abs(level);
        if (amount > LargestRadius)
            throw new ArgumentOutOfRangeException(nameof(level), level,
                $"Strokes change by at most {LargestRadius} pixels.");
        var radius = (int)amount;
        var part = amount - radius;
        for (int y = 0, i = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++, i++)
            {
                double value = Extreme(source, height, width, y, x, radius, level > 0);
                if (part > 0) value += part * (Extreme(source, height, width, y, x, radius + 1, level > 0) - value);
                target[i] = (byte)Math.Round(value);
            }
        }
    }

    private static byte Extreme(
        ReadOnlySpan<byte> source, int height, int width, int y, int x, int radius, bool highest)
    {
        var result = source[y * width + x];
        for (var dy = -radius; dy <= radius; dy++)
        {
            for (var dx = -radius; dx <= radius; dx++)
            {
                if (dy * dy + dx * dx > radius * radius) continue;
                var (v, u) = (y + dy, x + dx);
                var pixel = v < 0 || u < 0 || v >= height || u >= width ? (byte)0 : source[v * width + u];
                result = highest ? Math.Max(result, pixel) : Math.Min(result, pixel);
            }
        }

        return result;
    }
}
