namespace LeNetLab.Handwriting;

/// <summary>Takes the lines of ruled or squared paper out of a picture, and leaves what crosses them.</summary>
internal static class RuledLines
{
    /// <summary>Greatest slope, and the part of the picture's width that a line covers at least.</summary>
    private const double Steepest = 0.06, LeastCover = 0.7;

    /// <summary>The ink without lines that go from one edge of the picture to the other, across or down.</summary>
    public static GreyPicture Remove(GreyPicture ink, float threshold)
    {
        if (Math.Min(ink.Width, ink.Height) < PictureBackground.SmallPicture) return ink;
        GreyPicture turned = ink.Turned(), level = RemoveLevel(ink, turned, threshold);
        if (!ReferenceEquals(level, ink)) turned = level.Turned();
        GreyPicture rest = RemoveLevel(turned, level, threshold);
        return ReferenceEquals(rest, turned) ? level : rest.Turned();
    }

    private static GreyPicture RemoveLevel(GreyPicture ink, GreyPicture turned, float threshold)
    {
        int steps = (int)Math.Ceiling(Steepest * ink.Width);
        // Of each column x, pixels of ink before it in every row.
        int[] inked = new int[(ink.Width + 1) * ink.Height];
        for (int i = 0; i < turned.Values.Length; i++)
            inked[i + ink.Height] = inked[i] + (turned.Values[i] > threshold ? 1 : 0);
        var (best, slope) = (0.0, 0.0);
        int[] covered = [];
        for (int s = -steps; s <= steps; s++)
        {
            int[] rows = Profile(inked, ink.Height, ink.Width, (double)s / ink.Width);
            double score = 0;
            foreach (int row in rows) score += (double)row * row;
            if (score > best) (best, slope, covered) = (score, (double)s / ink.Width, rows);
        }

        var lines = Lines(ink, threshold, covered, slope);
        // One line may be a digit's bar that fills the picture, unless it is too thin for a pen.
        int finest = Math.Max(2, Math.Max(ink.Width, ink.Height) / 80);
        if (lines.Count == 0 || (lines.Count == 1 && lines[0].Bottom - lines[0].Top > finest)) return ink;
        var rest = new GreyPicture([.. ink.Values], ink.Height, ink.Width);
        foreach (var (top, bottom) in lines)
            for (int x = 0; x < ink.Width; x++)
                Clear(ink, rest, threshold, x, top + Rise(slope, x), bottom + Rise(slope, x));
        return rest;
    }

    private static int Rise(double slope, int x) => (int)Math.Round(slope * x);

    /// <summary>How many pixels of ink lie along each row of that slope, one level piece after the other.</summary>
    private static int[] Profile(int[] inked, int height, int width, double slope)
    {
        int[] rows = new int[height];
        for (int from = 0, to; from < width; from = to)
        {
            int rise = Rise(slope, from);
            for (to = from + 1; to < width && Rise(slope, to) == rise;) to++;
            ReadOnlySpan<int> before = inked.AsSpan(from * height, height), after = inked.AsSpan(to * height, height);
            for (int y = Math.Max(0, rise); y < Math.Min(height, height + rise); y++)
                rows[y - rise] += after[y] - before[y];
        }

        return rows;
    }

    /// <summary>Thin bands of rows that are inked from edge to edge.</summary>
    private static List<(int Top, int Bottom)> Lines(GreyPicture ink, float threshold, int[] covered, double slope)
    {
        var lines = new List<(int, int)>();
        int thickest = Math.Max(3, Math.Max(ink.Width, ink.Height) / 30);
        int from, bottom;
        for (from = 0; from < covered.Length; from = bottom + 1)
        {
            bottom = from;
            while (bottom < covered.Length && covered[bottom] >= LeastCover * ink.Width) bottom++;
            if (bottom > from && bottom - from <= thickest && Reaches(0) && Reaches(ink.Width - ink.Width / 16))
                lines.Add((from, bottom));
        }

        return lines;

        bool Reaches(int start) => Enumerable.Range(start, ink.Width / 16).Count(x => Enumerable.Range(
            from + Rise(slope, x), bottom - from).Any(y => y >= 0 && y < ink.Height && ink[y, x] > threshold))
            > ink.Width / 32;
    }

    /// <summary>Clears a line's ink at one column, unless a stroke passes there: more ink above or below.</summary>
    private static void Clear(GreyPicture ink, GreyPicture rest, float threshold, int x, int top, int bottom)
    {
        int thick = bottom - top, above = top - 1, below = bottom;
        while (above >= 0 && above < ink.Height && ink[above, x] > threshold) above--;
        while (below >= 0 && below < ink.Height && ink[below, x] > threshold) below++;
        if (below - above - 1 > 1.5 * thick + 2) return;
        for (int y = Math.Max(0, above); y <= Math.Min(ink.Height - 1, below); y++) rest.Values[y * ink.Width + x] = 0;
    }
}
