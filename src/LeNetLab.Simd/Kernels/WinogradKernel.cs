namespace LeNetLab.Simd.Kernels;

/// <summary>
/// The transforms of minimal filtering with six products (Winograd 1980; Lavin and Gray 2016, sect. 4): polynomials are
/// multiplied by their values at 0, 1, −1, 2, −2 and ∞. With kernels of k columns, six products give 7 − k neighbouring
/// outputs. Each transform has a transpose, which takes the gradients the other way.
/// </summary>
internal static unsafe class WinogradKernel
{
    /// <summary>Products, and inputs of a tile.</summary>
    public const int Points = 6;

    /// <summary>Outputs of a tile.</summary>
    /// <param name="kernel">Columns of the kernel, 2 to 5.</param>
    public static int Outputs(int kernel) => Points + 1 - kernel;

    /// <summary>Transforms the weights of a map above.</summary>
    /// <param name="from">[maps below, kernel, kernel].</param>
    /// <param name="to">The first point's, [kernel, maps below].</param>
    /// <param name="point">Floats from one point's to the next point's.</param>
    /// <param name="maps">Maps below.</param>
    /// <param name="kernel">Rows and columns of the kernel, 3 to 5.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(float* from, float* to, nint point, int maps, int kernel)
    {
        for (var c = 0; c < maps; c++)
            for (var t = 0; t < kernel; t++, from += kernel)
            {
                float g3 = kernel > 3 ? from[3] : 0, g4 = kernel > 4 ? from[4] : 0;
                float even = from[0] + from[2] + g4, odd = from[1] + g3;
                float farEven = from[0] + 4 * from[2] + 16 * g4, farOdd = 2 * from[1] + 8 * g3;
                var at = to + t * maps + c;
                at[0] = from[0] / 4;
                at[point] = (even + odd) * (-1 / 6f);
                at[2 * point] = (even - odd) * (-1 / 6f);
                at[3 * point] = (farEven + farOdd) * (1 / 24f);
                at[4 * point] = (farEven - farOdd) * (1 / 24f);
                at[5 * point] = from[kernel - 1];
            }
    }

    /// <summary>The transpose of <see cref="Weights"/>: the gradient by the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradients(float* from, float* to, nint point, int maps, int kernel)
    {
        for (var c = 0; c < maps; c++)
            for (var t = 0; t < kernel; t++, to += kernel)
            {
                var at = from + t * maps + c;
                float near = (at[point] + at[2 * point]) * (-1 / 6f), far = (at[3 * point] + at[4 * point]) * (1 / 24f);
                float nearOdd = (at[point] - at[2 * point]) * (-1 / 6f);
                var farOdd = (at[3 * point] - at[4 * point]) * (1 / 24f);
                to[0] = at[0] / 4 + near + far;
                to[1] = nearOdd + 2 * farOdd;
                to[2] = near + 4 * far;
                if (kernel > 3) to[3] = nearOdd + 8 * farOdd;
                if (kernel > 4) to[4] = near + 16 * far;
                to[kernel - 1] += at[5 * point];
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
        T four = TSimd.All(4), five = TSimd.All(-5), minus = TSimd.All(-4), two = TSimd.All(2);
        for (; tiles > 0; tiles--, from += outputs * lanes, to += lanes)
        {
            T x1 = TSimd.Load(from + lanes), x2 = TSimd.Load(from + 2 * lanes), x3 = TSimd.Load(from + 3 * lanes);
            var x4 = TSimd.Load(from + 4 * lanes);
            TSimd.Store(TSimd.MultiplyAdd(four, TSimd.Load(from), TSimd.MultiplyAdd(five, x2, x4)), to);
            T even = TSimd.MultiplyAdd(minus, x2, x4), odd = TSimd.MultiplyAdd(minus, x1, x3);
            TSimd.Store(TSimd.Add(even, odd), to + point);
            TSimd.Store(TSimd.Subtract(even, odd), to + 2 * point);
            (even, odd) = (TSimd.Subtract(x4, x2), TSimd.Multiply(two, TSimd.Subtract(x3, x1)));
            TSimd.Store(TSimd.Add(even, odd), to + 3 * point);
            TSimd.Store(TSimd.Subtract(even, odd), to + 4 * point);
            var last = TSimd.MultiplyAdd(five, x3, TSimd.Load(from + 5 * lanes));
            TSimd.Store(TSimd.MultiplyAdd(four, x1, last), to + 5 * point);
        }
    }

    /// <summary>The transpose of <see cref="Inputs"/>: adds the gradient by the inputs to a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddInputGradients(float* from, nint point, float* to, int tiles, int outputs)
    {
        var lanes = TSimd.Lanes;
        T four = TSimd.All(4), five = TSimd.All(-5), minus = TSimd.All(-4), two = TSimd.All(2);
        for (; tiles > 0; tiles--, from += lanes, to += outputs * lanes)
        {
            T v0 = TSimd.Load(from), v5 = TSimd.Load(from + 5 * point);
            T v1 = TSimd.Load(from + point), v2 = TSimd.Load(from + 2 * point);
            T v3 = TSimd.Load(from + 3 * point), v4 = TSimd.Load(from + 4 * point);
            T near = TSimd.Add(v1, v2), far = TSimd.Add(v3, v4);
            T nearOdd = TSimd.Subtract(v1, v2), farOdd = TSimd.Multiply(two, TSimd.Subtract(v3, v4));
            Add(to, TSimd.Multiply(four, v0));
            Add(to + lanes,
                TSimd.Subtract(TSimd.Multiply(four, TSimd.Subtract(v5, nearOdd)), farOdd));
            Add(to + 2 * lanes,
                TSimd.Subtract(TSimd.MultiplyAdd(five, v0, TSimd.Multiply(minus, near)), far));
            Add(to + 3 * lanes, TSimd.MultiplyAdd(five, v5, TSimd.Add(nearOdd, farOdd)));
            Add(to + 4 * lanes, TSimd.Add(v0, TSimd.Add(near, far)));
            Add(to + 5 * lanes, v5);
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
        T two = TSimd.All(2), four = TSimd.All(4), eight = TSimd.All(8), shift = TSimd.All(bias);
        for (; width > 0; width -= outputs, from += lanes, to += outputs * lanes)
        {
            T v0 = TSimd.Add(TSimd.Load(from), shift), v5 = TSimd.Add(TSimd.Load(from + 5 * point), shift);
            T v1 = TSimd.Load(from + point), v2 = TSimd.Load(from + 2 * point);
            T v3 = TSimd.Load(from + 3 * point), v4 = TSimd.Load(from + 4 * point);
            T near = TSimd.Add(v1, v2), far = TSimd.Add(v3, v4);
            T nearOdd = TSimd.Subtract(v1, v2), farOdd = TSimd.Subtract(v3, v4);
            TSimd.Store(TSimd.Add(v0, TSimd.Add(near, far)), to);
            var last = TSimd.MultiplyAdd(two, farOdd, nearOdd);
            if (width < 2) return;
            TSimd.Store(TSimd.Add(last, outputs == 2 ? v5 : shift), to + lanes);
            if (outputs == 2) continue;
            if (width < 3) return;
            last = TSimd.MultiplyAdd(four, far, near);
            TSimd.Store(TSimd.Add(last, outputs == 3 ? v5 : shift), to + 2 * lanes);
            if (outputs == 3) continue;
            if (width < 4) return;
            last = TSimd.MultiplyAdd(eight, farOdd, nearOdd);
            TSimd.Store(TSimd.Add(last, v5), to + 3 * lanes);
        }
    }

    /// <summary>The transpose of <see cref="Outputs"/>: the gradient by the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradients(float* from, int width, float* to, nint point, int outputs)
    {
        var lanes = TSimd.Lanes;
        T zero = TSimd.All(0), two = TSimd.All(2), four = TSimd.All(4), eight = TSimd.All(8);
        for (; width > 0; width -= outputs, from += outputs * lanes, to += lanes)
        {
            T y0 = TSimd.Load(from), y1 = width > 1 ? TSimd.Load(from + lanes) : zero, last = y1;
            T even = y0, odd = y1, farEven = y0, farOdd = TSimd.Multiply(two, y1);
            if (outputs > 2)
            {
                last = width > 2 ? TSimd.Load(from + 2 * lanes) : zero;
                (even, farEven) = (TSimd.Add(y0, last), TSimd.MultiplyAdd(four, last, y0));
            }

            if (outputs > 3)
            {
                last = width > 3 ? TSimd.Load(from + 3 * lanes) : zero;
                (odd, farOdd) = (TSimd.Add(y1, last), TSimd.MultiplyAdd(eight, last, farOdd));
            }

            TSimd.Store(y0, to);
            TSimd.Store(TSimd.Add(even, odd), to + point);
            TSimd.Store(TSimd.Subtract(even, odd), to + 2 * point);
            TSimd.Store(TSimd.Add(farEven, farOdd), to + 3 * point);
            TSimd.Store(TSimd.Subtract(farEven, farOdd), to + 4 * point);
            TSimd.Store(last, to + 5 * point);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, T value) => TSimd.Store(TSimd.Add(TSimd.Load(to), value), to);
}
