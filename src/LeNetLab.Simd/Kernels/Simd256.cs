using Register = System.Runtime.Intrinsics.Vector256<float>;

namespace LeNetLab.Simd.Kernels;

/// <summary>AVX2: eight images at a time.</summary>
internal unsafe struct Simd256 : ISimd<Register>
{
    public static int Lanes => 8;
    public static int Registers => Vector512.IsHardwareAccelerated ? 32 : 16;
    public static Register Load(float* from) => Vector256.Load(from);
    public static void Store(Register value, float* to) => Vector256.Store(value, to);
    public static Register All(float value) => Vector256.Create(value);
    public static Register Add(Register a, Register b) => a + b;
    public static Register Subtract(Register a, Register b) => a - b;
    public static Register Multiply(Register a, Register b) => a * b;
    public static Register Divide(Register a, Register b) => a / b;
    public static Register MultiplyAdd(Register a, Register b, Register c) => Vector256.FusedMultiplyAdd(a, b, c);
    public static Register Max(Register a, Register b) => Vector256.MaxNative(a, b);
    public static Register Min(Register a, Register b) => Vector256.MinNative(a, b);
    public static Register Sqrt(Register a) => Vector256.Sqrt(a);
    public static Register Round(Register a) => Vector256.Round(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register PowerOfTwo(Register a) =>
        ((Vector256.ConvertToInt32Native(a) + Vector256.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register WhereAbove(Register a, Register b, Register value, Register otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), value, otherwise);

    public static float Sum(Register a) => Vector256.Sum(a);

    /// <summary>The sums of eight registers that lie side by side: pairs are added crosswise, three times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EightSums(float* from, float* to)
    {
        var left = Fours(from);
        var right = Fours(from + 4 * Lanes);
        Store(Avx.Permute2x128(left, right, 0x20) + Avx.Permute2x128(left, right, 0x31), to);

        static Register Fours(float* from)
        {
            Register a = Pair(Load(from), Load(from + 2 * Lanes)), b = Pair(Load(from + Lanes), Load(from + 3 * Lanes));
            return Pair(a, b);
        }

        static Register Pair(Register a, Register b) => Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b);
    }

    /// <summary>Eight rows of eight become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* from, int fromRow, float* to, int toRow)
    {
        for (var c = 0; c < Lanes; c += 4, from += 4, to += 4 * toRow)
        {
            Register a = Both(from, fromRow), b = Both(from + fromRow, fromRow);
            Register d = Both(from + 2 * fromRow, fromRow), e = Both(from + 3 * fromRow, fromRow);
            Register low = Avx.UnpackLow(a, d), high = Avx.UnpackHigh(a, d);
            Register lower = Avx.UnpackLow(b, e), higher = Avx.UnpackHigh(b, e);
            Store(Avx.UnpackLow(low, lower), to);
            Store(Avx.UnpackHigh(low, lower), to + toRow);
            Store(Avx.UnpackLow(high, higher), to + 2 * toRow);
            Store(Avx.UnpackHigh(high, higher), to + 3 * toRow);
        }

        // Four floats of a row, and of the fourth after it.
        static Register Both(float* at, int row) => Vector256.Create(Vector128.Load(at), Vector128.Load(at + 4 * row));
    }
}
