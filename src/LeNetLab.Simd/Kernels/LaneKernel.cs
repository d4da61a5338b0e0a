namespace LeNetLab.Simd.Kernels;

/// <summary>From lanes to single numbers, and from lanes to image after image.</summary>
internal static unsafe class LaneKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>Puts the sums of the registers' lanes one behind the other; it may be in their place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(float* registers, int count, float* to)
    {
        var i = 0;
        if (typeof(TSimd) == typeof(Simd256) && Avx.IsSupported)
            for (; i + 8 <= count; i += 8) Simd256.EightSums(registers + i * TSimd.Lanes, to + i);
        for (; i < count; i++) to[i] = TSimd.Sum(TSimd.Load(registers + i * TSimd.Lanes));
    }

    /// <summary>The sum of a map, whose rows have width registers and begin stride floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Total(float* rows, int stride, int height, int width)
    {
        var lanes = TSimd.Lanes;
        // Four sums, so that one addition need not wait for the one before.
        T a = TSimd.All(0), b = a, c = a, d = a;
        for (var y = 0; y < height; y++, rows += stride)
        {
            var at = rows;
            var x = 0;
            for (; x + 4 <= width; x += 4, at += 4 * lanes)
            {
                a = TSimd.Add(a, TSimd.Load(at));
                b = TSimd.Add(b, TSimd.Load(at + lanes));
                c = TSimd.Add(c, TSimd.Load(at + 2 * lanes));
                d = TSimd.Add(d, TSimd.Load(at + 3 * lanes));
            }

            for (; x < width; x++, at += lanes) a = TSimd.Add(a, TSimd.Load(at));
        }

        return TSimd.Sum(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)));
    }

    /// <summary>The sum of numbers side by side.</summary>
    public static float Total(float* numbers, int count)
    {
        var whole = count / TSimd.Lanes;
        var sum = Total(numbers, 0, 1, whole);
        for (var i = whole * TSimd.Lanes; i < count; i++) sum += numbers[i];
        return sum;
    }

    /// <summary>
    /// Lays images side by side, width units at a time: images[b, n, u] = values[b · width + u, n]. The last block b
    /// may have fewer units.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByImage(float* values, int units, float* images, int width)
    {
        for (; units > 0; units -= width, values += width * TSimd.Lanes)
        {
            var (few, whole) = (Math.Min(width, units), 0);
            if (typeof(TSimd) == typeof(Simd256) && Avx.IsSupported)
                for (; whole + 8 <= few; whole += 8) Simd256.Transpose(values + 8 * whole, 8, images + whole, width);
            for (var n = 0; n < TSimd.Lanes; n++, images += width)
                for (var u = whole; u < few; u++) images[u] = values[u * TSimd.Lanes + n];
        }
    }
}
