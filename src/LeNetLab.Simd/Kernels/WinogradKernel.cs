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

    // Floats of a row of the factors.
    private const int Side = 8;

    /// <summary>Outputs of a tile, for kernels of 3 to 5 columns.</summary>
    public static int Outputs(int kernel) => Points + 1 - kernel;

    /// <summary>
    /// [points, 8]: of a point its Lagrange polynomial's coefficients, atᶜ / ∏ (at − other), one for each column of the
    /// kernel, then zeros; of ∞ the last column alone.
    /// </summary>
    public static float[] Factors(int kernel)
    {
        double[] points = [0, 1, -1, 2, -2, 0.5, -0.5, 4];
        var factors = new float[Points * Side];
        for (var p = 0; p < points.Length; p++)
            for (var c = 0; c < kernel; c++)
                factors[p * Side + c] = (float)(Math.Pow(points[p], c)
                    / points.Where(point => point != points[p]).Aggregate(1.0, (all, x) => all * (points[p] - x)));
        factors[points.Length * Side + kernel - 1] = 1;
        return factors;
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
        fixed (float* all = factors)
            for (var c = 0; c < maps; c++)
                for (var t = 0; t < kernel; t++, from += kernel)
                {
                    var (fourth, fifth) = (kernel > 3 ? from[3] : 0, kernel > 4 ? from[4] : 0);
                    var row = Vector256.Create(from[0], from[1], from[2], fourth, fifth, 0, 0, 0);
                    // Written once: another thread may read with the same weights.
                    for (var p = 0; p < Points; p++)
                        to[p * point + t * maps + c] = Vector256.Sum(row * Vector256.Load(all + p * Side));
                }
    }

    /// <summary>The transpose of <see cref="Weights"/>: the gradient by the weights of one row of a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradients(float* factors, float* from, nint point, float* to, int kernel)
    {
        var sum = Vector256<float>.Zero;
        for (var p = 0; p < Points; p++, from += point, factors += Side)
            sum += Vector256.Load(factors) * Vector256.Create(*from);
        var row = stackalloc float[Side];
        Vector256.Store(sum, row);
        for (var c = 0; c < kernel; c++) to[c] = row[c];
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

    /// <summary>
    /// The transpose of <see cref="Inputs"/>: writes the gradient by a row's inputs; its first four must be 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradients(float* from, nint point, float* to, int tiles, int outputs)
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
            // Neighbouring tiles share nine inputs less the outputs of one.
            Put(Sum(zero, -4, e0), to, true);
            Put(TSimd.Subtract(Sum(e0, -4, e1), v7), to + lanes, true);
            Put(Sum(e1, -4, e2), to + 2 * lanes, outputs < 7);
            Put(Sum(Sum(e2, 5.25f, v7), -4, e3), to + 3 * lanes, outputs < 6);
            TSimd.Store(Sum(e3, -4, e4), to + 4 * lanes);
            TSimd.Store(Sum(Sum(e4, -5.25f, v7), -4, e5), to + 5 * lanes);
            TSimd.Store(Sum(e5, -4, e6), to + 6 * lanes);
            TSimd.Store(TSimd.Add(Sum(e6, -4, v8), v7), to + 7 * lanes);
            TSimd.Store(v8, to + 8 * lanes);
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
        var room = stackalloc float[WinogradKernel.Points * lanes];
        var shift = TSimd.All(bias);
        for (; width > 0; width -= outputs, from += lanes, to += outputs * lanes)
        {
            var (n, nOdd) = Both(from + point, point);
            var (f, fOdd) = Both(from + 3 * point, point);
            var (h, hOdd) = Both(from + 5 * point, point);
            var single = TSimd.Load(from + 7 * point);
            (n, nOdd) = (TSimd.Add(n, shift), TSimd.Add(nOdd, shift));
            var at = width < outputs ? room : to;
            TSimd.Store(TSimd.Add(Sum(1, n, f, h, single), TSimd.Load(from)), at);
            TSimd.Store(Sum(2, nOdd, fOdd, hOdd, single), at + lanes);
            TSimd.Store(Sum(4, n, f, h, single), at + 2 * lanes);
            TSimd.Store(Sum(8, nOdd, fOdd, hOdd, single), at + 3 * lanes);
            TSimd.Store(Sum(16, n, f, h, single), at + 4 * lanes);
            if (outputs > 5) TSimd.Store(Sum(32, nOdd, fOdd, hOdd, single), at + 5 * lanes);
            if (outputs > 6) TSimd.Store(Sum(64, n, f, h, single), at + 6 * lanes);
            Put(TSimd.Load(from + 8 * point), at + (outputs - 1) * lanes, true);
            for (var j = 0; at == room && j < width; j++) TSimd.Store(TSimd.Load(at + j * lanes), to + j * lanes);
        }

        // An output, where the points ±2, ±½ and 4 have so high a power of their own.
        static T Sum(float power, T n, T f, T h, T single) => TSimd.MultiplyAdd(TSimd.All(power * power), single,
            TSimd.MultiplyAdd(TSimd.All(power), f, TSimd.MultiplyAdd(TSimd.All(1 / power), h, n)));
    }

    /// <summary>The transpose of <see cref="Outputs"/>: the gradient by the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradients(float* from, int width, float* to, nint point, int outputs)
    {
        var lanes = TSimd.Lanes;
        var room = stackalloc float[WinogradKernel.Points * lanes];
        var zero = TSimd.All(0);
        for (; width > 0; width -= outputs, from += outputs * lanes, to += lanes)
        {
            for (var j = 0; width < outputs && j < outputs; j++)
                TSimd.Store(j < width ? TSimd.Load(from + j * lanes) : zero, room + j * lanes);
            var at = width < outputs ? room : from;
            T y0 = TSimd.Load(at), y1 = TSimd.Load(at + lanes), y2 = TSimd.Load(at + 2 * lanes);
            T y3 = TSimd.Load(at + 3 * lanes), y4 = TSimd.Load(at + 4 * lanes);
            var y5 = outputs > 5 ? TSimd.Load(at + 5 * lanes) : zero;
            var y6 = outputs > 6 ? TSimd.Load(at + 6 * lanes) : zero;
            TSimd.Store(y0, to);
            Pair(1, Powers(1, y0, y2, y4, y6), Powers(1, y1, y3, y5, zero), to + point, point);
            Pair(2, Powers(4, y0, y2, y4, y6), Powers(4, y1, y3, y5, zero), to + 3 * point, point);
            Pair(0.5f, Powers(0.25f, y0, y2, y4, y6), Powers(0.25f, y1, y3, y5, zero), to + 5 * point, point);
            TSimd.Store(Sum(Powers(16, y0, y2, y4, y6), 4, Powers(16, y1, y3, y5, zero)), to + 7 * point);
            TSimd.Store(TSimd.Load(at + (outputs - 1) * lanes), to + 8 * point);
        }

        // Horner's rule.
        static T Powers(float at, T a, T b, T c, T d) => Sum(a, at, Sum(b, at, Sum(c, at, d)));
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
    private static void Put(T value, float* to, bool adds) =>
        TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), value) : value, to);
}
