using System.Runtime.CompilerServices;
using LeNetLab.Models;

namespace LeNetLab.Simd.Network;

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
                for (; values < end; values += lanes) TSimd.Store(SimdMath<TSimd, T>.Sigmoid(TSimd.Load(values)), values);
                break;
            default:
                for (; values < end; values += lanes) TSimd.Store(SimdMath<TSimd, T>.Tanh(TSimd.Load(values)), values);
                break;
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
                    TSimd.Store(TSimd.WhereAbove(TSimd.Load(values), TSimd.All(0), TSimd.Load(deltas), TSimd.All(0)), deltas);
                break;
            case Activation.Sigmoid:
                for (; values < end; values += lanes, deltas += lanes)
                {
                    var v = TSimd.Load(values);
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas), TSimd.Multiply(v, TSimd.Subtract(TSimd.All(1), v))), deltas);
                }

                break;
            default:
                for (; values < end; values += lanes, deltas += lanes)
                {
                    var v = TSimd.Load(values);
                    TSimd.Store(TSimd.Multiply(TSimd.Load(deltas), TSimd.Subtract(TSimd.All(1), TSimd.Multiply(v, v))), deltas);
                }

                break;
        }
    }
}
