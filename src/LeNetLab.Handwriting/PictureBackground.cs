using System.Runtime.Intrinsics;

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
    internal static GreyPicture Filled(GreyPicture picture, int reach)
    {
        // Three arrays for all passes: the first touch of fresh memory takes longer than a pass.
        int size = picture.Values.Length;
        float[] even = new float[size], odd = new float[size], third = new float[size];
        GreyPicture filled = picture;
        // Down the rows, and across them as down the rows of the picture turned: the highest, then the lowest.
        for (int pass = 0; pass < 4; pass++)
        {
            float[] room = pass % 2 == 0 ? even : odd;
            var most = new GreyPicture(third, filled.Height, filled.Width);
            TakeMost(filled, new GreyPicture(room, filled.Height, filled.Width), most, reach, lowest: pass > 1);
            filled = most.Turned(room);
        }

        return filled;
    }

    /// <summary>
    /// The highest value of each column so near, or the lowest. Each stretch of rows as long as the window is gone
    /// through from its end and from its start, and a window lies in two of them (van Herk, 1992).
    /// </summary>
    /// <param name="picture">Of what.</param>
    /// <param name="toEnd">Receives the highest from each row to the end of its stretch.</param>
    /// <param name="most">Receives the highest from the stretch's start to each row, and then the result.</param>
    /// <param name="reach">Rows to each side of a window's middle.</param>
    /// <param name="lowest">Whether the lowest is meant.</param>
    private static void TakeMost(GreyPicture picture, GreyPicture toEnd, GreyPicture most, int reach, bool lowest)
    {
        int height = picture.Height, window = 2 * reach + 1;
        for (int y = height - 1; y >= 0; y--)
            Most(picture.Row(y), y % window == window - 1 || y == height - 1 ? picture.Row(y) : toEnd.Row(y + 1),
                toEnd.Row(y), lowest);
        for (int y = 0; y < height; y++)
            Most(picture.Row(y), y % window == 0 ? picture.Row(y) : most.Row(y - 1), most.Row(y), lowest);
        // A row below is read before it is written over.
        for (int y = 0; y < height; y++)
        {
            int top = Math.Max(0, y - reach), bottom = Math.Min(height - 1, y + reach);
            ReadOnlySpan<float> a = toEnd.Row(top), b = most.Row(bottom);
            // Cut off at an edge of the picture, the window may lie in one stretch, and is then one end of it.
            if (top / window == bottom / window && bottom == height - 1) b = a;
            else if (top / window == bottom / window) a = b;
            Most(a, b, most.Row(y), lowest);
        }
    }

    private static void Most(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> to, bool lowest)
    {
        int x = 0;
        for (; x + Vector128<float>.Count <= to.Length; x += Vector128<float>.Count)
        {
            Vector128<float> first = Vector128.Create(a[x..]), second = Vector128.Create(b[x..]);
            (lowest ? Vector128.MinNative(first, second) : Vector128.MaxNative(first, second)).CopyTo(to[x..]);
        }

        for (; x < to.Length; x++) to[x] = a[x] > b[x] == lowest ? b[x] : a[x];
    }
}
