namespace LeNetLab.Handwriting;

/// <summary>Finds the digit among the marks of a flattened picture.</summary>
internal static class DigitFinder
{
    /// <summary>Weaker marks are not ink: about ten steps of 255.</summary>
    private const float FaintestInk = 0.06f;

    private const int SmallPicture = 64;

    /// <summary>One connected mark.</summary>
    private sealed class Mark(int number)
    {
        public int Number { get; } = number;

        public int Area { get; set; }

        public int Left { get; set; } = int.MaxValue;

        public int Top { get; set; } = int.MaxValue;

        public int Right { get; set; }

        public int Bottom { get; set; }

        public bool AtEdge { get; set; }

        public int LongerSide => Math.Max(Right - Left, Bottom - Top);
    }

    /// <summary>
    /// The digit alone, cropped, as ink of even strength 0 to 1, and the place of its box in the picture;
    /// null where the picture is blank.
    /// </summary>
    public static (GreyPicture Digit, PixelBox Box)? Find(GreyPicture ink, float roughness)
    {
        float rough = Math.Max(3 * roughness, FaintestInk);
        float full = FullInk(ink, Otsu(ink.Values, rough));
        if (full < Math.Max(6 * roughness, FaintestInk)) return null;

        // Half the full strength is where a blurred edge of the pen lies.
        int[] numbers = new int[ink.Values.Length];
        List<Mark> marks = Connect(ink, Math.Max(rough, 0.45f * full), numbers);
        List<Mark> kept = Choose(marks, ink);
        if (kept.Count == 0) return null;

        // One pixel more on each side, for the soft edge.
        int left = Math.Max(0, kept.Min(m => m.Left) - 1), right = Math.Min(ink.Width, kept.Max(m => m.Right) + 1);
        int top = Math.Max(0, kept.Min(m => m.Top) - 1), bottom = Math.Min(ink.Height, kept.Max(m => m.Bottom) + 1);
        bool[] isKept = new bool[marks.Count + 1];
        foreach (Mark mark in kept) isKept[mark.Number] = true;
        // A large picture's edges are blurred by its camera; in a small one the greys are the digit's shape.
        float soft = Math.Max(ink.Width, ink.Height) < SmallPicture ? 0 : 0.1f;
        var digit = new GreyPicture(bottom - top, right - left);
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++)
                if (BelongsToKept(numbers, isKept, ink, y, x))
                    digit.Values[(y - top) * digit.Width + x - left] =
                        Math.Clamp((ink[y, x] / full - soft) / (1 - 2 * soft), 0, 1);
        return (digit, new PixelBox(left, top, right - left, bottom - top));
    }

    /// <summary>Otsu's threshold (1979), which splits the values above the floor into the tightest groups.</summary>
    private static float Otsu(float[] values, float floor)
    {
        const int Bins = 256;
        int[] histogram = new int[Bins];
        foreach (float value in values) histogram[Math.Clamp((int)(value * (Bins - 1)), 0, Bins - 1)]++;
        double total = values.Length, sum = 0, below = 0, sumBelow = 0, best = -1;
        for (int b = 0; b < Bins; b++) sum += (double)b * histogram[b];
        int threshold = 0;
        for (int b = 0; b < Bins - 1; b++)
        {
            below += histogram[b];
            sumBelow += (double)b * histogram[b];
            if (below == 0 || below == total) continue;
            double gap = sumBelow / below - (sum - sumBelow) / (total - below);
            double between = below * (total - below) * gap * gap;
            if (between > best) (best, threshold) = (between, b);
        }

        return Math.Max(floor, (threshold + 1f) / (Bins - 1));
    }

    /// <summary>The strength of the pen's middle: the upper quarter of what is above the threshold.</summary>
    private static float FullInk(GreyPicture ink, float threshold)
    {
        float[] above = [.. ink.Values.Where(v => v > threshold).Order()];
        return above.Length == 0 ? 0 : above[above.Length * 3 / 4];
    }

    private static List<Mark> Connect(GreyPicture ink, float threshold, int[] numbers)
    {
        var marks = new List<Mark>();
        var open = new Stack<int>();
        for (int start = 0; start < numbers.Length; start++)
        {
            if (numbers[start] != 0 || ink.Values[start] <= threshold) continue;
            var mark = new Mark(marks.Count + 1);
            marks.Add(mark);
            numbers[start] = mark.Number;
            open.Push(start);
            while (open.TryPop(out int at))
            {
                int y = at / ink.Width, x = at % ink.Width;
                mark.Area++;
                (mark.Left, mark.Right) = (Math.Min(mark.Left, x), Math.Max(mark.Right, x + 1));
                (mark.Top, mark.Bottom) = (Math.Min(mark.Top, y), Math.Max(mark.Bottom, y + 1));
                mark.AtEdge |= x == 0 || y == 0 || x == ink.Width - 1 || y == ink.Height - 1;
                for (int v = Math.Max(0, y - 1); v <= Math.Min(ink.Height - 1, y + 1); v++)
                    for (int u = Math.Max(0, x - 1); u <= Math.Min(ink.Width - 1, x + 1); u++)
                    {
                        int next = v * ink.Width + u;
                        if (numbers[next] != 0 || ink.Values[next] <= threshold) continue;
                        numbers[next] = mark.Number;
                        open.Push(next);
                    }
            }
        }

        return marks;
    }

    /// <summary>
    /// The largest mark that is no frame, and marks beside it that are large and near enough to be parts, such as a 5's
    /// bar.
    /// </summary>
    private static List<Mark> Choose(List<Mark> marks, GreyPicture ink)
    {
        Mark? inside = marks.Where(m => !m.AtEdge).MaxBy(m => m.Area);
        Mark? atEdge = marks.Where(m => m.AtEdge && !IsFrame(m, ink)).MaxBy(m => m.Area);
        // A shadow or the table's edge may be larger than the digit; but a digit may also touch a tight crop.
        Mark? main = inside is null || (atEdge is not null && inside.LongerSide < 0.3 * atEdge.LongerSide)
            ? atEdge ?? inside : inside;
        main ??= marks.MaxBy(m => m.Area);
        if (main is null || main.LongerSide < 3) return [];
        double reach = 0.3 * main.LongerSide;
        return [.. marks.Where(m => m == main
            || (m.Area >= 0.03 * main.Area && (main.AtEdge || !m.AtEdge) && Gap(m, main) <= reach))];
    }

    /// <summary>A line along the picture's edge, or one that goes round it.</summary>
    private static bool IsFrame(Mark mark, GreyPicture ink)
    {
        int width = mark.Right - mark.Left, height = mark.Bottom - mark.Top;
        bool wide = width >= 0.9 * ink.Width, high = height >= 0.9 * ink.Height;
        bool thin = Math.Min(width, height) <= 0.1 * Math.Max(width, height);
        return (wide && high && mark.Area < 0.2 * width * height) || ((wide || high) && thin && HugsEdge(mark, ink));
    }

    private static bool HugsEdge(Mark mark, GreyPicture ink) =>
        mark.Right <= 0.1 * ink.Width || mark.Left >= 0.9 * ink.Width
        || mark.Bottom <= 0.1 * ink.Height || mark.Top >= 0.9 * ink.Height;

    /// <summary>Distance between two boxes; 0 where they overlap.</summary>
    private static double Gap(Mark a, Mark b)
    {
        double x = Math.Max(0, Math.Max(a.Left - b.Right, b.Left - a.Right));
        double y = Math.Max(0, Math.Max(a.Top - b.Bottom, b.Top - a.Bottom));
        return Math.Sqrt(x * x + y * y);
    }

    /// <summary>A pixel of a kept mark, or one of its soft edge.</summary>
    private static bool BelongsToKept(int[] numbers, bool[] kept, GreyPicture ink, int y, int x)
    {
        int own = numbers[y * ink.Width + x];
        if (own != 0) return kept[own];
        for (int v = Math.Max(0, y - 1); v <= Math.Min(ink.Height - 1, y + 1); v++)
            for (int u = Math.Max(0, x - 1); u <= Math.Min(ink.Width - 1, x + 1); u++)
                if (kept[numbers[v * ink.Width + u]])
                    return true;
        return false;
    }
}
