using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

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

    /// <summary>tanh a = (1 − e⁻²ᵃ) / (1 + e⁻²ᵃ), from e⁻²ᵃ − 1, so that it is exact near 0 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh(T a)
    {
        // Beyond ±9.1 the answer is ±1 in single precision.
        var bounded = TSimd.Max(TSimd.All(-9.1f), TSimd.Min(TSimd.All(9.1f), a));
        var (scale, expm1) = Reduce(TSimd.Multiply(bounded, TSimd.All(-2)));
        var less = TSimd.MultiplyAdd(scale, expm1, TSimd.Subtract(scale, TSimd.All(1)));      // e⁻²ᵃ − 1
        return TSimd.Divide(TSimd.Subtract(TSimd.All(0), less), TSimd.Add(less, TSimd.All(2)));
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
