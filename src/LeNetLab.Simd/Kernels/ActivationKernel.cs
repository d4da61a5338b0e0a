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
    /// <summary>Squashes sums in place.</summary>
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
    /// <param name="deltas">Gradient by the values.</param>
    /// <param name="values">What <see cref="Apply"/> gave.</param>
    /// <param name="to">Receives the gradient by the sums: it may be the values, or the deltas, if each is for one
    /// value.</param>
    /// <param name="registers">How many registers of values.</param>
    /// <param name="activation">The function; null for none.</param>
    /// <param name="each">Values side by side that have the same delta: 1 or 2.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TimesSlope(
        float* deltas, float* values, float* to, int registers, Activation? activation, int each = 1)
    {
        var lanes = TSimd.Lanes;
        var shared = each - 1;
        switch (activation)
        {
            case null:
                for (var i = 0; i < registers; i++, values += lanes, to += lanes)
                    TSimd.Store(TSimd.Load(deltas + (i >> shared) * lanes), to);
                break;
            case Activation.Relu:
                for (var i = 0; i < registers; i++, values += lanes, to += lanes)
                {
                    var given = TSimd.Load(deltas + (i >> shared) * lanes);
                    TSimd.Store(TSimd.WhereAbove(TSimd.Load(values), TSimd.All(0), given, TSimd.All(0)), to);
                }

                break;
            case Activation.Sigmoid:
                for (var i = 0; i < registers; i++, values += lanes, to += lanes)
                {
                    var v = TSimd.Load(values);
                    var slope = TSimd.Multiply(v, TSimd.Subtract(TSimd.All(1), v));
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas + (i >> shared) * lanes), slope), to);
                }

                break;
            case Activation.Tanh or Activation.ScaledTanh:
                // f' = S/A · (A² − f²).
                var (a, s) = activation == Activation.Tanh ? (1, 1) : (Activations.Amplitude, Activations.Slope);
                T highest = TSimd.All((float)(s * a)), share = TSimd.All((float)(s / a));
                for (var i = 0; i < registers; i++, values += lanes, to += lanes)
                {
                    var v = TSimd.Load(values);
                    var slope = TSimd.Subtract(highest, TSimd.Multiply(share, TSimd.Multiply(v, v)));
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas + (i >> shared) * lanes), slope), to);
                }

                break;
            default:
                throw new NotSupportedException($"There is no kernel for {activation}.");
        }
    }
}
