namespace LeNetLab.Handwriting;

/// <summary>A digit found in a picture.</summary>
/// <param name="Digit">It alone, cropped, as ink of even strength 0 to 1.</param>
/// <param name="Box">Where it lies.</param>
/// <param name="Others">Marks beside it that are about as large.</param>
/// <param name="AtEdge">The part of its pixels that lies on the picture's edge.</param>
/// <param name="Parts">Of how many marks it consists.</param>
internal sealed record FoundDigit(GreyPicture Digit, PixelBox Box, int Others, double AtEdge, int Parts)
{
    /// <summary>
    /// How large squares of ink are, a mean over its pixels, as a part of the digit's longer side: small for a pen's
    /// line.
    /// </summary>
    public double Thickness()
    {
        int[] sides = new int[Digit.Width + 1];
        long sum = 0, count = 1;
        for (int y = 0; y < Digit.Height; y++)
        {
            int aslant = 0;
            for (int x = 1; x <= Digit.Width; x++)
            {
                int above = sides[x];
                sides[x] = Digit[y, x - 1] > 0.5f ? 1 + Math.Min(aslant, Math.Min(above, sides[x - 1])) : 0;
                aslant = above;
                if (sides[x] > 0) (sum, count) = (sum + sides[x], count + 1);
            }
        }

        return (double)sum / count / Math.Max(Digit.Width, Digit.Height);
    }
}

/// <summary>Finds the digit among the marks of a flattened picture.</summary>
internal static class DigitFinder
{
    /// <summary>Weaker marks are not ink: about ten steps of 255.</summary>
    private const float FaintestInk = 0.06f;

    /// <summary>One connected mark, or several together.</summary>
    private sealed class Mark(int number)
    {
        public int Number { get; } = number;

        public int Area { get; private set; }

        /// <summary>The sum of its pixels' ink.</summary>
        public double Ink { get; private set; }

        public int Left { get; private set; } = int.MaxValue;

        public int Top { get; private set; } = int.MaxValue;

        public int Right { get; private set; }

        public int Bottom { get; private set; }

        /// <summary>How many of its pixels lie on the picture's edge.</summary>
        public int EdgePixels { get; private set; }

        /// <summary>How many lie in the middle half of the picture, across and down.</summary>
        public int MiddlePixels { get; private set; }

        public int LongerSide => Math.Max(Right - Left, Bottom - Top);

        public void Add(int y, int x, GreyPicture ink)
        {
            Area++;
            Ink += ink[y, x];
            (Left, Right) = (Math.Min(Left, x), Math.Max(Right, x + 1));
            (Top, Bottom) = (Math.Min(Top, y), Math.Max(Bottom, y + 1));
            if (x == 0 || y == 0 || x == ink.Width - 1 || y == ink.Height - 1) EdgePixels++;
            if (Math.Abs(4 * x - 2 * ink.Width) < ink.Width && Math.Abs(4 * y - 2 * ink.Height) < ink.Height)
                MiddlePixels++;
        }

        public void Add(Mark other)
        {
            Area += other.Area;
            Ink += other.Ink;
            EdgePixels += other.EdgePixels;
            (Left, Right) = (Math.Min(Left, other.Left), Math.Max(Right, other.Right));
            (Top, Bottom) = (Math.Min(Top, other.Top), Math.Max(Bottom, other.Bottom));
        }

        /// <summary>How far its box's middle is from the picture's: 0 to 1 at the edge.</summary>
        public double FromMiddle(GreyPicture ink) => Math.Max(
            Math.Abs((double)(Left + Right) / ink.Width - 1), Math.Abs((double)(Top + Bottom) / ink.Height - 1));
    }

    /// <summary>
    /// The digit alone, cropped, as ink of even strength 0 to 1, and the place of its box in the picture;
    /// null where the picture is blank.
    /// </summary>
    /// <param name="ink">The picture without its paper.</param>
    /// <param name="roughness">The paper's, a standard deviation.</param>
    /// <param name="show">Is told every stage.</param>
    public static FoundDigit? Find(GreyPicture ink, float roughness, Action<string, GreyPicture>? show = null)
    {
        bool small = Math.Max(ink.Width, ink.Height) < PictureBackground.SmallPicture;
        float rough = Math.Max((small ? 1 : 3) * roughness, FaintestInk);
        float full = FullInk(ink, Otsu(ink.Values, rough));
        if (full < Math.Max((small ? 1 : 5) * roughness, FaintestInk)) return null;
        show?.Invoke("ink", ink);

        ink = RuledLines.Remove(ink, Math.Max(rough, 0.25f * full));
        show?.Invoke("without lines", ink);
        // A table's edge may be stronger than the pen: the pen is measured on the marks that seem to be the digit.
        int[] numbers = new int[ink.Values.Length];
        List<Mark> marks = Connect(ink, Math.Max(rough, 0.35f * full), numbers), kept = Choose(marks, ink);
        if (kept.Count == 0) return null;
        full = Strength(ink, numbers, kept);
        // Half the full strength is where a blurred edge of the pen lies.
        Array.Clear(numbers);
        marks = Connect(ink, Math.Max(rough, 0.45f * full), numbers);
        kept = Choose(marks, ink);
        if (kept.Count == 0) return null;
        var whole = new Mark(0);
        foreach (Mark part in kept) whole.Add(part);
        int others = marks.Count(m => !kept.Contains(m) && !IsSurround(m, marks, ink) && IsLikeOne(m, whole));

        // One pixel more on each side, for the soft edge.
        int left = Math.Max(0, whole.Left - 1), right = Math.Min(ink.Width, whole.Right + 1);
        int top = Math.Max(0, whole.Top - 1), bottom = Math.Min(ink.Height, whole.Bottom + 1);
        bool[] isKept = new bool[marks.Count + 1];
        foreach (Mark mark in kept) isKept[mark.Number] = true;
        // A large picture's edges are blurred by its camera; in a small one the greys are the digit's shape.
        float soft = small ? 0 : 0.1f;
        var digit = new GreyPicture(bottom - top, right - left);
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++)
                if (ink[y, x] / full > soft && BelongsToKept(numbers, isKept, ink, y, x))
                    digit.Values[(y - top) * digit.Width + x - left] =
                        Math.Clamp((ink[y, x] / full - soft) / (1 - 2 * soft), 0, 1);
        show?.Invoke("the digit", digit);
        return new FoundDigit(digit, new PixelBox(left, top, right - left, bottom - top), others,
            (double)whole.EdgePixels / whole.Area, kept.Count);
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
        float[] above = ink.Above(threshold);
        return above.Length == 0 ? 0 : GreyPicture.Select(above, above.Length * 3 / 4);
    }

    private static List<Mark> Connect(GreyPicture ink, float threshold, int[] numbers)
    {
        var marks = new List<Mark>();
        // Every pixel is opened once.
        int[] open = new int[numbers.Length];
        int count = 0;
        for (int start = 0; start < numbers.Length; start++)
        {
            if (numbers[start] != 0 || ink.Values[start] <= threshold) continue;
            var mark = new Mark(marks.Count + 1);
            marks.Add(mark);
            numbers[start] = mark.Number;
            open[count++] = start;
            while (count > 0)
            {
                int at = open[--count];
                int y = at / ink.Width, x = at % ink.Width;
                mark.Add(y, x, ink);
                for (int v = Math.Max(0, y - 1); v <= Math.Min(ink.Height - 1, y + 1); v++)
                    for (int u = Math.Max(0, x - 1); u <= Math.Min(ink.Width - 1, x + 1); u++)
                    {
                        int next = v * ink.Width + u;
                        if (numbers[next] != 0 || ink.Values[next] <= threshold) continue;
                        numbers[next] = mark.Number;
                        open[count++] = next;
                    }
            }
        }

        return marks;
    }

    /// <summary>
    /// The mark that is large and near the middle, and marks beside it that are large and near enough to be parts, such
    /// as a 5's bar.
    /// </summary>
    private static List<Mark> Choose(List<Mark> marks, GreyPicture ink)
    {
        Mark? main = marks.Where(m => !IsSurround(m, marks, ink)).MaxBy(m =>
            m.LongerSide * m.Ink / m.Area * (m.EdgePixels > 0 ? 0.6 : 1) * (1 - 0.7 * m.FromMiddle(ink)));
        if (main is null || main.LongerSide < 3) return [];
        var kept = new List<Mark> { main };
        var whole = new Mark(0);
        whole.Add(main);
        foreach (Mark mark in marks.OrderByDescending(m => m.Area))
        {
            if (mark == main || (mark.EdgePixels > 0 && main.EdgePixels == 0)
                || mark.Area < 0.02 * whole.Area || Gap(mark, whole) > 0.25 * whole.LongerSide) continue;
            int beside = Math.Min(mark.Right, whole.Right) - Math.Max(mark.Left, whole.Left);
            // As high as the digit and beside it: another one.
            if (beside < 0.3 * (mark.Right - mark.Left)
                && mark.Bottom - mark.Top > 0.5 * (whole.Bottom - whole.Top)) continue;
            kept.Add(mark);
            whole.Add(mark);
        }

        return kept;
    }

    /// <summary>Whether a mark beside the digit is about as large as it.</summary>
    private static bool IsLikeOne(Mark mark, Mark whole) =>
        mark.LongerSide >= 0.45 * whole.LongerSide && mark.Area >= 0.15 * whole.Area;

    /// <summary>What goes along the edge and leaves the middle to another mark: a table, a frame.</summary>
    private static bool IsSurround(Mark mark, List<Mark> marks, GreyPicture ink) =>
        mark.EdgePixels > 0.2 * Math.Min(ink.Width, ink.Height) && mark.MiddlePixels < 0.05 * mark.Area
        && marks.Any(m => m != mark && m.MiddlePixels > 0.1 * m.Area
            && m.LongerSide > 0.1 * Math.Max(ink.Width, ink.Height));

    /// <summary>The strength of the pen's middle in these marks.</summary>
    private static float Strength(GreyPicture ink, int[] numbers, List<Mark> kept)
    {
        bool[] own = new bool[ink.Values.Length + 1];
        int area = 0, count = 0;
        foreach (Mark mark in kept) (own[mark.Number], area) = (true, area + mark.Area);
        float[] values = new float[area];
        for (int i = 0; i < numbers.Length; i++)
            if (own[numbers[i]]) values[count++] = ink.Values[i];
        return GreyPicture.Select(values, area * 3 / 5);
    }

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
