namespace LeNetLab.Simd.Kernels;

/// <summary>The 2×2 pooling of two rows of a map, and the way back.</summary>
internal static unsafe class PoolingKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>One pixel of each 2×2 patch of two rows of 2·width registers: the mean or the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pool(float* upper, float* lower, float* pooled, int width, Pooling pooling)
    {
        var lanes = TSimd.Lanes;
        for (var x = 0; x < width; x++, upper += 2 * lanes, lower += 2 * lanes, pooled += lanes)
        {
            T a = TSimd.Load(upper), b = TSimd.Load(upper + lanes), c = TSimd.Load(lower),
            d = TSimd.Load(lower + lanes);
            TSimd.Store(
                pooling == Pooling.Average
                    ? TSimd.Multiply(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.All(0.25f))
                    : TSimd.Max(TSimd.Max(a, b), TSimd.Max(c, d)), pooled);
        }
    }

    /// <summary>A patch's delta becomes that of each of its pixels, where the mean is taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quarter(float* deltas, int width)
    {
        for (var end = deltas + width * TSimd.Lanes; deltas < end; deltas += TSimd.Lanes)
            TSimd.Store(TSimd.Multiply(TSimd.Load(deltas), TSimd.All(0.25f)), deltas);
    }

    /// <summary>
    /// Gives each patch's delta to the largest of its pixels, the first of them where several are equal: those of the
    /// upper row to first, those of the lower one to second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLargest(float* deltas, float* upper, float* lower, float* first, float* second, int width)
    {
        var lanes = TSimd.Lanes;
        for (var x = 0; x < width; x++, deltas += lanes)
        {
            var patch = 2 * x * lanes;
            var left = TSimd.Load(deltas);
            T a = TSimd.Load(upper + patch), b = TSimd.Load(upper + patch + lanes), c = TSimd.Load(lower + patch);
            var largest = TSimd.Max(TSimd.Max(a, b), TSimd.Max(c, TSimd.Load(lower + patch + lanes)));
            left = Give(left, largest, a, first + patch);
            left = Give(left, largest, b, first + patch + lanes);
            left = Give(left, largest, c, second + patch);
            TSimd.Store(left, second + patch + lanes);
        }
    }

    /// <returns>What is left for the pixels after this one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Give(T left, T largest, T value, float* delta)
    {
        var given = TSimd.WhereAbove(largest, value, TSimd.All(0), left);
        TSimd.Store(given, delta);
        return TSimd.Subtract(left, given);
    }

    /// <summary>The sum of each patch, times a coefficient, plus a bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* upper, float* lower, float* to, int width, float coefficient, float bias)
    {
        var lanes = TSimd.Lanes;
        T scale = TSimd.All(coefficient), shift = TSimd.All(bias);
        for (var x = 0; x < width; x++, upper += 2 * lanes, lower += 2 * lanes, to += lanes)
            TSimd.Store(TSimd.MultiplyAdd(PatchSum(upper, lower), scale, shift), to);
    }

    /// <summary>Adds delta · the sum of its patch, over a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T AddProducts(float* deltas, float* upper, float* lower, int width, T sum)
    {
        var lanes = TSimd.Lanes;
        for (var x = 0; x < width; x++, upper += 2 * lanes, lower += 2 * lanes, deltas += lanes)
            sum = TSimd.MultiplyAdd(TSimd.Load(deltas), PatchSum(upper, lower), sum);
        return sum;
    }

    /// <summary>Gives each patch's delta times a coefficient to all its pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpreadScaled(
        float* deltas, float* upperDeltas, float* lowerDeltas, int width, float coefficient, bool adds)
    {
        var lanes = TSimd.Lanes;
        var scale = TSimd.All(coefficient);
        for (var x = 0; x < width; x++, deltas += lanes, upperDeltas += 2 * lanes, lowerDeltas += 2 * lanes)
        {
            var given = TSimd.Multiply(TSimd.Load(deltas), scale);
            Put(upperDeltas);
            Put(upperDeltas + lanes);
            Put(lowerDeltas);
            Put(lowerDeltas + lanes);

            void Put(float* to) => TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), given) : given, to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PatchSum(float* upper, float* lower) => TSimd.Add(
        TSimd.Add(TSimd.Load(upper), TSimd.Load(upper + TSimd.Lanes)),
        TSimd.Add(TSimd.Load(lower), TSimd.Load(lower + TSimd.Lanes)));
}
