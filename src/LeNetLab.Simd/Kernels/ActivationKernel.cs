namespace LeNetLab.Simd.Kernels;

/// <summary>Which squashing functions have a kernel here.</summary>
internal static class ActivationKernel
{
    /// <summary>
    /// An arm for each name and none for the rest, so that the compiler asks for a new function's kernel.
    /// </summary>
    public static bool Has(Activation activation) => activation switch
    {
        Activation.Tanh or Activation.Relu or Activation.Sigmoid or Activation.ScaledTanh => true,
    };
}

/// <summary>The squashing functions, and their slopes, on rows of registers.</summary>
internal static unsafe class ActivationKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>Squashes in place.</summary>
    /// <param name="values">The sums.</param>
    /// <param name="registers">How many registers of them.</param>
    /// <param name="activation">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* values, int registers, Activation activation)
    {
        var lanes = TSimd.Lanes;
        var end = values + registers * lanes;
        switch (activation)
        {
            case Activation.Relu:
                for (; values < end; values += lanes) TSimd.Store(TSimd.Max(TSimd.All(0), TSimd.Load(values)), values);
                break;
            case Activation.Sigmoid:
                for (; values < end; values += lanes)
                    TSimd.Store(SimdMath<TSimd, T>.Sigmoid(TSimd.Load(values)), values);
                break;
            case Activation.Tanh:
                for (; values < end; values += lanes) TSimd.Store(SimdMath<TSimd, T>.Tanh(TSimd.Load(values)), values);
                break;
            case Activation.ScaledTanh:
                T amplitude = TSimd.All((float)Activations.Amplitude), slope = TSimd.All((float)Activations.Slope);
                for (; values < end; values += lanes)
                    TSimd.Store(TSimd.Multiply(
                        amplitude, SimdMath<TSimd, T>.Tanh(TSimd.Multiply(slope, TSimd.Load(values)))), values);
                break;
            default:
                throw new NotSupportedException($"There is no kernel for {activation}.");
        }
    }

    /// <summary>Multiplies each delta by the function's slope, which follows from the function's value.</summary>
    /// <param name="deltas">Gradient by the values; afterwards by the sums.</param>
    /// <param name="values">What <see cref="Apply"/> gave.</param>
    /// <param name="registers">How many registers of them.</param>
    /// <param name="activation">The function.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TimesSlope(float* deltas, float* values, int registers, Activation activation)
    {
        var lanes = TSimd.Lanes;
        var end = values + registers * lanes;
        switch (activation)
        {
            case Activation.Relu:
                for (; values < end; values += lanes, deltas += lanes)
                    TSimd.Store(
                        TSimd.WhereAbove(TSimd.Load(values), TSimd.All(0), TSimd.Load(deltas), TSimd.All(0)), deltas);
                break;
            case Activation.Sigmoid:
                for (; values < end; values += lanes, deltas += lanes)
                {
                    var v = TSimd.Load(values);
                    var slope = TSimd.Multiply(v, TSimd.Subtract(TSimd.All(1), v));
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas), slope), deltas);
                }

                break;
            case Activation.Tanh or Activation.ScaledTanh:
                // f' = S/A · (A² − f²).
                var (a, s) = activation == Activation.Tanh ? (1, 1) : (Activations.Amplitude, Activations.Slope);
                T highest = TSimd.All((float)(s * a)), share = TSimd.All((float)(s / a));
                for (; values < end; values += lanes, deltas += lanes)
                {
                    var v = TSimd.Load(values);
                    var slope = TSimd.Subtract(highest, TSimd.Multiply(share, TSimd.Multiply(v, v)));
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas), slope), deltas);
                }

                break;
            default:
                throw new NotSupportedException($"There is no kernel for {activation}.");
        }
    }
}
