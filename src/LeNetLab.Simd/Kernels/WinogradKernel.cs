namespace LeNetLab.Simd.Kernels;

/// <summary>
/// The transforms of minimal filtering with nine products (Winograd 1980; Lavin and Gray 2016, sect. 4): polynomials
/// are multiplied by their values at 0, ±1, ±2, ±½, 4 and ∞. With kernels of k columns, nine products give 10 − k
/// neighbouring outputs. Each transform has a transpose, which takes the gradients the other way.
/// </summary>
internal static unsafe class WinogradKernel
{
    /// <summary>Products, and inputs of a tile.</summary>
    public const int Points = 9;

    /// <summary>Outputs of a tile, for kernels of 3 to 5 columns.</summary>
    public static int Outputs(int kernel) => Points + 1 - kernel;

    /// <summary>
    /// [points, columns of the kernel]: of a point its Lagrange polynomial's coefficient, atᶜ / ∏ (at − other); of ∞
    /// the last column alone.
    /// </summary>
    public static float[] Factors(int kernel)
    {
        double[] points = [0, 1, -1, 2, -2, 0.5, -0.5, 4];
        return [.. points.SelectMany(at => Enumerable.Range(0, kernel).Select(c => (float)(Math.Pow(at, c) /
            points.Where(p => p != at).Aggregate(1.0, (all, p) => all * (at - p))))), .. new float[kernel - 1], 1];
    }

    /// <summary>Transforms the weights of a map above.</summary>
    /// <param name="factors">The <see cref="Factors"/>.</param>
    /// <param name="from">[maps below, kernel, kernel].</param>
    /// <param name="to">The first point's, [kernel, maps below].</param>
    /// <param name="point">Floats from one point's to the next point's.</param>
    /// <param name="maps">Maps below.</param>
    /// <param name="kernel">Rows and columns of the kernel, 3 to 5.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(float[] factors, float* from, float* to, nint point, int maps, int kernel)
    {
        for (var i = 0; i < maps * kernel; i++, from += kernel)
            for (var p = 0; p < Points; p++)
            {
                var sum = 0f;
                for (var c = 0; c < kernel; c++) sum += factors[p * kernel + c] * from[c];
                // Written once: another thread may read with the same weights.
                to[p * point + i % kernel * maps + i / kernel] = sum;
            }
    }

    /// <summary>The transpose of <see cref="Weights"/>: the gradient by the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradients(float[] factors, float* from, float* to, nint point, int maps, int kernel)
    {
        for (var i = 0; i < maps * kernel; i++, to += kernel)
            for (var c = 0; c < kernel; c++)
            {
                to[c] = 0;
                for (var p = 0; p < Points; p++)
                    to[c] += factors[p * kernel + c] * from[p * point + i % kernel * maps + i / kernel];
            }
    }
}

/// <summary>The transforms on registers.</summary>
internal static unsafe class WinogradKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>Transforms the inputs of a row's tiles.</summary>
    /// <param name="from">The row.</param>
    /// <param name="to">The first point's registers, one for each tile.</param>
    /// <param name="point">Floats from one point's to the next point's.</param>
    /// <param name="tiles">Tiles of the row.</param>
    /// <param name="outputs">Outputs of a tile: so far it is to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inputs(float* from, float* to, nint point, int tiles, int outputs)
    {
        var lanes = TSimd.Lanes;
        for (; tiles > 0; tiles--, from += outputs * lanes, to += lanes)
        {
            T x1 = TSimd.Load(from + lanes), x2 = TSimd.Load(from + 2 * lanes), x3 = TSimd.Load(from + 3 * lanes);
            T x4 = TSimd.Load(from + 4 * lanes), x5 = TSimd.Load(from + 5 * lanes), x6 = TSimd.Load(from + 6 * lanes);
            var x7 = TSimd.Load(from + 7 * lanes);
            TSimd.Store(All(x1, x3, x5, x7), to + 7 * point);
            // The coefficients of each point's polynomial ∏ (x − other): first their common factor x − 4.
            T e0 = Sum(x1, -4, TSimd.Load(from)), e1 = Sum(x2, -4, x1);
            T e2 = Sum(x3, -4, x2), e3 = Sum(x4, -4, x3);
            T e4 = Sum(x5, -4, x4), e5 = Sum(x6, -4, x5);
            T e6 = Sum(x7, -4, x6), e7 = Sum(TSimd.Load(from + 8 * lanes), -4, x7);
            TSimd.Store(All(e0, e2, e4, e6), to);
            TSimd.Store(All(e1, e3, e5, e7), to + 8 * point);
            // Of a pair ±a: x (x² − b²) (x² − c²) (x ± a).
            Pair(1, Sum(e6, -4.25f, e4, 1, e2), Sum(e5, -4.25f, e3, 1, e1), to + point, point);
            Pair(2, Sum(e6, -1.25f, e4, 0.25f, e2), Sum(e5, -1.25f, e3, 0.25f, e1), to + 3 * point, point);
            Pair(0.5f, Sum(e6, -5, e4, 4, e2), Sum(e5, -5, e3, 4, e1), to + 5 * point, point);
        }
    }

    /// <summary>The transpose of <see cref="Inputs"/>: adds the gradient by the inputs to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddInputGradients(float* from, nint point, float* to, int tiles, int outputs)
    {
        var lanes = TSimd.Lanes;
        var zero = TSimd.All(0);
        for (; tiles > 0; tiles--, from += lanes, to += outputs * lanes)
        {
            T v0 = TSimd.Load(from), v7 = TSimd.Load(from + 7 * point), v8 = TSimd.Load(from + 8 * point);
            var (n, nOdd) = Both(from + point, point);
            var (f, fOdd) = Both(from + 3 * point, point);
            var (h, hOdd) = Both(from + 5 * point, point);
            T e0 = TSimd.Subtract(zero, v0), e1 = Sum(Sum(nOdd, -1, v8, 0.5f, fOdd), 2, hOdd);
            T e2 = Sum(Sum(n, 5.25f, v0, 0.25f, f), 4, h), e6 = TSimd.Add(TSimd.Add(v0, n), TSimd.Add(f, h));
            var e3 = Sum(Sum(zero, 5.25f, v8, -4.25f, nOdd), -2.5f, fOdd, -2.5f, hOdd);
            var e4 = Sum(Sum(zero, -5.25f, v0, -4.25f, n), -1.25f, f, -5, h);
            var e5 = Sum(Sum(nOdd, -5.25f, v8), 2, fOdd, 0.5f, hOdd);
            Add(to, Sum(zero, -4, e0));
            Add(to + lanes, TSimd.Subtract(Sum(e0, -4, e1), v7));
            Add(to + 2 * lanes, Sum(e1, -4, e2));
            Add(to + 3 * lanes, Sum(Sum(e2, 5.25f, v7), -4, e3));
            Add(to + 4 * lanes, Sum(e3, -4, e4));
            Add(to + 5 * lanes, Sum(Sum(e4, -5.25f, v7), -4, e5));
            Add(to + 6 * lanes, Sum(e5, -4, e6));
            Add(to + 7 * lanes, TSimd.Add(Sum(e6, -4, v8), v7));
            Add(to + 8 * lanes, v8);
        }
    }

    /// <summary>Adds up the products of a row's tiles.</summary>
    /// <param name="from">The first point's products, one register for each tile.</param>
    /// <param name="point">Floats from one point's to the next point's.</param>
    /// <param name="bias">Added to each output.</param>
    /// <param name="to">The row of outputs.</param>
    /// <param name="width">Outputs of the row; those of the last tile may be fewer.</param>
    /// <param name="outputs">Outputs of a tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outputs(float* from, nint point, float bias, float* to, int width, int outputs)
    {
        var lanes = TSimd.Lanes;
        for (; width > 0; width -= outputs, from += lanes, to += outputs * lanes)
        {
            var (n, nOdd) = Both(from + point, point);
            var (f, fOdd) = Both(from + 3 * point, point);
            var (h, hOdd) = Both(from + 5 * point, point);
            T single = TSimd.Load(from + 7 * point), shift = TSimd.All(bias);
            float up = 1, down = 1, power = 1;
            for (var j = 0; j < Math.Min(width, outputs); j++, up *= 2, down /= 2, power *= 4)
            {
                TSimd.Store(Sum(Sum(TSimd.Add(n, shift), power, single), up, f, down, h), to + j * lanes);
                (n, nOdd, f, fOdd, h, hOdd) = (nOdd, n, fOdd, f, hOdd, h);
            }

            Add(to, TSimd.Load(from));
            if (width >= outputs) Add(to + (outputs - 1) * lanes, TSimd.Load(from + 8 * point));
        }
    }

    /// <summary>The transpose of <see cref="Outputs"/>: the gradient by the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradients(float* from, int width, float* to, nint point, int outputs)
    {
        var lanes = TSimd.Lanes;
        for (; width > 0; width -= outputs, from += outputs * lanes, to += lanes)
        {
            T zero = TSimd.All(0), n = zero, nOdd = zero, f = zero, fOdd = zero, h = zero, hOdd = zero, single = zero;
            float up = 1, down = 1, power = 1;
            // An even number of times, so that the sums of the even outputs end in their place.
            for (var j = 0; j < (outputs + 1) / 2 * 2; j++, up *= 2, down /= 2, power *= 4)
            {
                var y = j < Math.Min(width, outputs) ? TSimd.Load(from + j * lanes) : zero;
                (n, nOdd, f, fOdd, h, hOdd) = (nOdd, TSimd.Add(n, y), fOdd, Sum(f, up, y), hOdd, Sum(h, down, y));
                single = Sum(single, power, y);
            }

            TSimd.Store(TSimd.Load(from), to);
            Pair(1, n, nOdd, to + point, point);
            Pair(1, f, fOdd, to + 3 * point, point);
            Pair(1, h, hOdd, to + 5 * point, point);
            TSimd.Store(single, to + 7 * point);
            TSimd.Store(width >= outputs ? TSimd.Load(from + (outputs - 1) * lanes) : zero, to + 8 * point);
        }
    }

    // x (x² − 1) (x² − 4) (x² − ¼), or that without its factor x: x⁷ − 5¼ x⁵ + 5¼ x³ − x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T All(T a, T b, T c, T d) =>
        TSimd.MultiplyAdd(TSimd.All(5.25f), TSimd.Subtract(b, c), TSimd.Subtract(d, a));

    // What a pair's polynomials have in common, and what they have with opposite signs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(float at, T even, T odd, float* to, nint point)
    {
        TSimd.Store(Sum(even, at, odd), to);
        TSimd.Store(Sum(even, -at, odd), to + point);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Sum, T Difference) Both(float* from, nint point)
    {
        T a = TSimd.Load(from), b = TSimd.Load(from + point);
        return (TSimd.Add(a, b), TSimd.Subtract(a, b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum(T a, float factor, T b) => TSimd.MultiplyAdd(TSimd.All(factor), b, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum(T a, float first, T b, float second, T c) => Sum(Sum(a, first, b), second, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, T value) => TSimd.Store(TSimd.Add(TSimd.Load(to), value), to);
}
