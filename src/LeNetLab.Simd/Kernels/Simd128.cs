using Register = System.Runtime.Intrinsics.Vector128<float>;

namespace LeNetLab.Simd.Kernels;

/// <summary>Four images at a time, as on Arm.</summary>
internal unsafe struct Simd128 : ISimd<Register>
{
    public static int Lanes => 4;
    public static int Registers => Vector512.IsHardwareAccelerated || !X86Base.IsSupported ? 32 : 16;
    public static Register Load(float* from) => Vector128.Load(from);
    public static void Store(Register value, float* to) => Vector128.Store(value, to);
    public static Register All(float value) => Vector128.Create(value);
    public static Register Add(Register a, Register b) => a + b;
    public static Register Subtract(Register a, Register b) => a - b;
    public static Register Multiply(Register a, Register b) => a * b;
    public static Register Divide(Register a, Register b) => a / b;
    public static Register MultiplyAdd(Register a, Register b, Register c) => Vector128.FusedMultiplyAdd(a, b, c);
    public static Register Max(Register a, Register b) => Vector128.MaxNative(a, b);
    public static Register Min(Register a, Register b) => Vector128.MinNative(a, b);
    public static Register Sqrt(Register a) => Vector128.Sqrt(a);
    public static Register Round(Register a) => Vector128.Round(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register PowerOfTwo(Register a) =>
        ((Vector128.ConvertToInt32Native(a) + Vector128.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register WhereAbove(Register a, Register b, Register value, Register otherwise) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), value, otherwise);

    public static float Sum(Register a) => Vector128.Sum(a);
}
