namespace LeNetLab.Handwriting;

/// <summary>
/// Takes the paper out of a picture: fits a smooth surface of brightness to it, and keeps how far each pixel is from
/// that surface on the ink's side.
/// </summary>
internal static class PictureBackground
{
    /// <summary>Smaller pictures are drawings on even ground, with too little of it to fit a surface.</summary>
    private const int SmallestUneven = 64;

    private const int Terms = 6;

    /// <summary>Ink as positive numbers, 0 for paper; and the paper's roughness (a standard deviation).</summary>
    public static (GreyPicture Ink, float Roughness) Remove(GreyPicture picture)
    {
        double[] surface = [BorderMedian(picture), 0, 0, 0, 0, 0];
        if (Math.Min(picture.Width, picture.Height) >= SmallestUneven) surface = Fit(picture, surface);

        var ink = new GreyPicture(picture.Height, picture.Width);
        double cubes = 0;
        Span<double> terms = stackalloc double[Terms];
        for (int y = 0; y < picture.Height; y++)
            for (int x = 0; x < picture.Width; x++)
            {
                double difference = picture[y, x] - At(picture, surface, y, x, terms);
                cubes += difference * difference * difference;
                ink.Values[y * ink.Width + x] = (float)difference;
            }

        // Ink is the smaller part and lies far from the paper, so it decides the sign of the third moment.
        float sign = cubes < 0 ? -1 : 1;
        double roughness = Roughness(ink.Values);
        for (int i = 0; i < ink.Values.Length; i++) ink.Values[i] = Math.Max(0, sign * ink.Values[i]);
        return (ink, (float)roughness);
    }

    private static float BorderMedian(GreyPicture picture)
    {
        int h = picture.Height, w = picture.Width;
        var border = new List<float>(2 * (h + w));
        for (int x = 0; x < w; x++) border.AddRange([picture[0, x], picture[h - 1, x]]);
        for (int y = 0; y < h; y++) border.AddRange([picture[y, 0], picture[y, w - 1]]);
        border.Sort();
        return border[border.Count / 2];
    }

    /// <summary>Standard deviation of the paper, from the median distance, which the ink hardly moves.</summary>
    private static double Roughness(float[] differences)
    {
        float[] sizes =
            [.. differences.Where((_, i) => i % Math.Max(1, differences.Length / 20000) == 0).Select(Math.Abs).Order()];
        return 1.4826 * sizes[sizes.Length / 2];
    }

    /// <summary>Fits a second-degree surface repeatedly, with less weight for outliers.</summary>
    private static double[] Fit(GreyPicture picture, double[] surface)
    {
        int step = Math.Max(1, (int)Math.Sqrt((double)picture.Width * picture.Height / 4000));
        var samples = new List<(double[] Terms, double Value)>();
        for (int y = step / 2; y < picture.Height; y += step)
            for (int x = step / 2; x < picture.Width; x += step)
            {
                double[] terms = new double[Terms];
                FillTerms(picture, y, x, terms);
                samples.Add((terms, picture[y, x]));
            }

        for (int round = 0; round < 12; round++)
        {
            double[] sizes = [.. samples.Select(s => Math.Abs(s.Value - Dot(surface, s.Terms))).Order()];
            double scale = Math.Max(0.01, 2 * 1.4826 * sizes[sizes.Length / 2]);
            double[,] equations = new double[Terms, Terms + 1];
            foreach (var (terms, value) in samples)
            {
                double far = (value - Dot(surface, terms)) / scale, weight = 1 / ((1 + far * far) * (1 + far * far));
                for (int r = 0; r < Terms; r++)
                {
                    for (int c = 0; c < Terms; c++) equations[r, c] += weight * terms[r] * terms[c];
                    equations[r, Terms] += weight * terms[r] * value;
                }
            }

            surface = Solve(equations);
        }

        return surface;
    }

    private static double At(GreyPicture picture, double[] surface, int y, int x, Span<double> terms)
    {
        FillTerms(picture, y, x, terms);
        return Dot(surface, terms);
    }

    private static void FillTerms(GreyPicture picture, int y, int x, Span<double> terms)
    {
        double u = 2.0 * x / picture.Width - 1, v = 2.0 * y / picture.Height - 1;
        (terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]) = (1, u, v, u * u, u * v, v * v);
    }

    private static double Dot(double[] surface, ReadOnlySpan<double> terms)
    {
        double sum = 0;
        for (int i = 0; i < Terms; i++) sum += surface[i] * terms[i];
        return sum;
    }

    /// <summary>Gaussian elimination with pivots; the last column is the right side.</summary>
    private static double[] Solve(double[,] a)
    {
        for (int k = 0; k < Terms; k++)
        {
            // A trace of damping keeps an even picture from being divided by zero.
            a[k, k] += 1e-9;
            int pivot = k;
            for (int r = k + 1; r < Terms; r++)
                if (Math.Abs(a[r, k]) > Math.Abs(a[pivot, k]))
                    pivot = r;
            for (int c = 0; c <= Terms; c++) (a[k, c], a[pivot, c]) = (a[pivot, c], a[k, c]);
            for (int r = 0; r < Terms; r++)
            {
                if (r == k) continue;
                double factor = a[r, k] / a[k, k];
                for (int c = k; c <= Terms; c++) a[r, c] -= factor * a[k, c];
            }
        }

        double[] solution = new double[Terms];
        for (int k = 0; k < Terms; k++) solution[k] = a[k, Terms] / a[k, k];
        return solution;
    }
}
