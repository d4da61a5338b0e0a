namespace LeNetLab.Handwriting;

/// <summary>
/// Takes the paper out of a picture. Its brightness at a pixel is what is left there when everything narrower than the
/// widest stroke is filled up (a morphological closing), so that the edge of a shadow or of the sheet stays an edge.
/// </summary>
internal static class PictureBackground
{
    /// <summary>Smaller pictures are digits and little else: no shadow, no table.</summary>
    public const int SmallPicture = 64;

    /// <summary>Half the widest stroke is this part of the longer side, but that many pixels at least.</summary>
    private const int WidestPart = 6, WidestLeast = 12;

    /// <summary>Ink as positive numbers, 0 for paper; and the picture's grain (a standard deviation).</summary>
    /// <param name="picture">As it is.</param>
    /// <param name="light">Whether the ink is lighter than its paper.</param>
    public static (GreyPicture Ink, float Roughness) Remove(GreyPicture picture, bool light)
    {
        int longer = Math.Max(picture.Width, picture.Height);
        // Light ink as dark ink on its negative.
        GreyPicture source = light ? picture.Negative() : picture;
        GreyPicture smooth = longer < SmallPicture ? source : Smooth(source);
        GreyPicture paper = Filled(smooth, Math.Max(WidestLeast, longer / WidestPart));
        float white = paper.Highest();
        var ink = new GreyPicture(picture.Height, picture.Width);
        float[] grain = new float[ink.Values.Length];
        for (int i = 0; i < grain.Length; i++)
        {
            // In a shadow dark ink is as dark a part of its paper as in the light.
            float part = light ? 1 : Math.Max(Math.Max(paper.Values[i], white / 4), 0.1f);
            ink.Values[i] = (paper.Values[i] - source.Values[i]) / part;
            grain[i] = Math.Abs(source.Values[i] - smooth.Values[i]) / part;
        }

        // The highest of the grain is above the paper.
        float level = Quantile(ink.Values, 0.3);
        for (int i = 0; i < grain.Length; i++) ink.Values[i] = Math.Max(0, ink.Values[i] - level);
        return (ink, 1.57f * Quantile(grain, 0.5));
    }

    /// <summary>
    /// Whether the ink seems lighter than the paper, since ink lies far from the border's brightness; and how much of
    /// the picture is light.
    /// </summary>
    public static (bool Is, double Share) SeemsLight(GreyPicture picture)
    {
        int h = picture.Height, w = picture.Width, wide = Math.Max(1, Math.Min(h, w) / 32);
        // Wider than a line of the paper that runs along it.
        float[] border = new float[picture.Values.Length];
        int count = 0;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
                if (Math.Min(y, h - 1 - y) < wide || Math.Min(x, w - 1 - x) < wide) border[count++] = picture[y, x];
        float paper = Quantile(border.AsSpan(0, count), 0.5);
        float middle = (Quantile(picture.Values, 0.02) + Quantile(picture.Values, 0.98)) / 2;
        double skew = 0;
        int bright = 0;
        foreach (float v in picture.Values)
        {
            skew += (double)(v - paper) * (v - paper) * (v - paper);
            if (v > middle) bright++;
        }

        return (skew >= 0, bright / (double)picture.Values.Length);
    }

    private static float Quantile(ReadOnlySpan<float> values, double share)
    {
        int every = Math.Max(1, values.Length / 20000);
        float[] some = new float[(values.Length + every - 1) / every];
        for (int i = 0; i < some.Length; i++) some[i] = values[i * every];
        return GreyPicture.Select(some, (int)(share * some.Length));
    }

    /// <summary>The mean of three by three, so that grain does not lift the paper.</summary>
    private static GreyPicture Smooth(GreyPicture picture)
    {
        var smooth = new GreyPicture([.. picture.Values], picture.Height, picture.Width);
        int width = picture.Width;
        float[] v = picture.Values;
        for (int y = 1; y < picture.Height - 1; y++)
            for (int x = 1; x < width - 1; x++)
            {
                int i = y * width + x;
                smooth.Values[i] = (v[i - width - 1] + v[i - width] + v[i - width + 1] + v[i - 1] + v[i] + v[i + 1]
                    + v[i + width - 1] + v[i + width] + v[i + width + 1]) / 9;
            }

        return smooth;
    }

    /// <summary>Grey closing with a square of that many pixels to each side.</summary>
    private static GreyPicture Filled(GreyPicture picture, int reach)
    {
        var filled = new GreyPicture([.. picture.Values], picture.Height, picture.Width);
        foreach (float sign in (ReadOnlySpan<float>)[1, -1])
        {
            for (int y = 0; y < filled.Height; y++)
                Highest(filled.Values, y * filled.Width, 1, filled.Width, reach, sign);
            for (int x = 0; x < filled.Width; x++)
                Highest(filled.Values, x, filled.Width, filled.Height, reach, sign);
        }

        return filled;
    }

    /// <summary>Along a line, the highest value so near; for a sign of -1 the lowest.</summary>
    private static void Highest(float[] values, int start, int step, int count, int reach, float sign)
    {
        // Of the places before, only those stay in the queue that are higher than all behind them.
        Span<float> line = stackalloc float[count];
        Span<int> queue = stackalloc int[count];
        for (int i = 0; i < count; i++) line[i] = sign * values[start + i * step];
        int head = 0, tail = 0;
        for (int i = 0; i < count + reach; i++)
        {
            if (i < count)
            {
                while (tail > head && line[queue[tail - 1]] <= line[i]) tail--;
                queue[tail++] = i;
            }

            if (i < reach) continue;
            if (queue[head] < i - 2 * reach) head++;
            values[start + (i - reach) * step] = sign * line[queue[head]];
        }
    }
}
