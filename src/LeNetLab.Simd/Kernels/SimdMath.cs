namespace LeNetLab.Simd.Kernels;

/// <summary>eᵃ and tanh on a register, to within a few units of the last place.</summary>
internal static class SimdMath<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    // ln 2 in two parts: k · High is exact, so that the remainder loses nothing (Cody and Waite 1980).
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.44269504f;

    /// <summary>eᵃ for a within −87…88; beyond, the value at the bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp(T a)
    {
        var (scale, expm1) = Reduce(TSimd.Max(TSimd.All(-87), TSimd.Min(TSimd.All(88), a)));
        return TSimd.MultiplyAdd(scale, expm1, scale);
    }

    /// <summary>
    /// tanh a as a quotient of polynomials, within ±7.9; beyond, the answer is ±1 in single precision. The coefficients
    /// are those of the Eigen library, which came from a fit for the least relative error.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh(T a)
    {
        var x = TSimd.Max(TSimd.All(-7.90531111f), TSimd.Min(TSimd.All(7.90531111f), a));
        var t = TSimd.Multiply(x, x);
        var p = TSimd.MultiplyAdd(t, TSimd.All(-2.76076847742355e-16f), TSimd.All(2.00018790482477e-13f));
        var q = TSimd.MultiplyAdd(t, TSimd.All(1.19825839466702e-06f), TSimd.All(1.18534705686654e-04f));
        p = TSimd.MultiplyAdd(p, t, TSimd.All(-8.60467152213735e-11f));
        q = TSimd.MultiplyAdd(q, t, TSimd.All(2.26843463243900e-03f));
        p = TSimd.MultiplyAdd(p, t, TSimd.All(5.12229709037114e-08f));
        q = TSimd.MultiplyAdd(q, t, TSimd.All(4.89352518554385e-03f));
        p = TSimd.MultiplyAdd(p, t, TSimd.All(1.48572235717979e-05f));
        p = TSimd.MultiplyAdd(p, t, TSimd.All(6.37261928875436e-04f));
        p = TSimd.MultiplyAdd(p, t, TSimd.All(4.89352455891786e-03f));
        return TSimd.Divide(TSimd.Multiply(x, p), q);
    }

    /// <summary>1 / (1 + e⁻ᵃ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid(T a) =>
        TSimd.Divide(TSimd.All(1), TSimd.Add(TSimd.All(1), Exp(TSimd.Subtract(TSimd.All(0), a))));

    /// <summary>
    /// eᵃ = scale · (1 + expm1): scale is a power of two, and expm1 = eʳ − 1 for |r| ≤ ½ ln 2, by Taylor's series.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Scale, T Expm1) Reduce(T a)
    {
        var k = TSimd.Round(TSimd.Multiply(a, TSimd.All(Log2E)));
        var r = TSimd.MultiplyAdd(k, TSimd.All(-Ln2High), a);
        r = TSimd.MultiplyAdd(k, TSimd.All(-Ln2Low), r);
        var p = TSimd.All(1f / 5040);
        p = TSimd.MultiplyAdd(p, r, TSimd.All(1f / 720));
        p = TSimd.MultiplyAdd(p, r, TSimd.All(1f / 120));
        p = TSimd.MultiplyAdd(p, r, TSimd.All(1f / 24));
        p = TSimd.MultiplyAdd(p, r, TSimd.All(1f / 6));
        p = TSimd.MultiplyAdd(p, r, TSimd.All(1f / 2));
        return (TSimd.PowerOfTwo(k), TSimd.MultiplyAdd(TSimd.Multiply(p, r), r, r));
    }
}
