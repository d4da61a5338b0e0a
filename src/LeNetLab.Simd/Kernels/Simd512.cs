using Register = System.Runtime.Intrinsics.Vector512<float>;

namespace LeNetLab.Simd.Kernels;

/// <summary>AVX-512: sixteen images at a time.</summary>
internal unsafe struct Simd512 : ISimd<Register>
{
    public static int Lanes => 16;
    public static int Registers => 32;
    public static Register Load(float* from) => Vector512.Load(from);
    public static void Store(Register value, float* to) => Vector512.Store(value, to);
    public static Register All(float value) => Vector512.Create(value);
    public static Register Add(Register a, Register b) => a + b;
    public static Register Subtract(Register a, Register b) => a - b;
    public static Register Multiply(Register a, Register b) => a * b;
    public static Register Divide(Register a, Register b) => a / b;
    public static Register MultiplyAdd(Register a, Register b, Register c) => Vector512.FusedMultiplyAdd(a, b, c);
    public static Register Max(Register a, Register b) => Vector512.MaxNative(a, b);
    public static Register Min(Register a, Register b) => Vector512.MinNative(a, b);
    public static Register Sqrt(Register a) => Vector512.Sqrt(a);
    public static Register Round(Register a) => Vector512.Round(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register PowerOfTwo(Register a) =>
        ((Vector512.ConvertToInt32Native(a) + Vector512.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register WhereAbove(Register a, Register b, Register value, Register otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), value, otherwise);

    public static float Sum(Register a) => Vector512.Sum(a);
}
