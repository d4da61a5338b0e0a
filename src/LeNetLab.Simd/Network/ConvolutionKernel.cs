using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

/// <summary>
/// The sums of a convolution, for one row of two maps. A weight is the same for all lanes and for all pixels of the
/// row, so that once it is in a register it serves seven pixels (or five) of as many images as there are lanes.
/// </summary>
internal static unsafe class ConvolutionKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>out[x] = bias + Σ over the taps of weight · input[x + tap], for both maps.</summary>
    /// <param name="taps">The terms.</param>
    /// <param name="count">How many.</param>
    /// <param name="input">Input of the first pixel; the next pixel's is one register further.</param>
    /// <param name="weights0">Weights of the first map.</param>
    /// <param name="weights1">Weights of the second map.</param>
    /// <param name="bias0">Bias of the first map.</param>
    /// <param name="bias1">Bias of the second map.</param>
    /// <param name="out0">Row of the first map.</param>
    /// <param name="out1">Row of the second map.</param>
    /// <param name="width">Pixels of the row, a multiple of 7 or of 5.</param>
    public static void Row(
        Tap* taps, int count, float* input, float* weights0, float* weights1, float bias0, float bias1,
        float* out0, float* out1, int width)
    {
        var block = width % 7 == 0 ? 7 : 5;
        for (var x = 0; x < width; x += block)
        {
            var offset = x * TSimd.Lanes;
            if (block == 7)
                Seven(taps, count, input + offset, weights0, weights1, bias0, bias1, out0 + offset, out1 + offset);
            else
                Five(taps, count, input + offset, weights0, weights1, bias0, bias1, out0 + offset, out1 + offset);
        }
    }

    // Local variables and no arrays: only so does the compiler keep all the sums in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Seven(
        Tap* taps, int count, float* input, float* weights0, float* weights1, float bias0, float bias1,
        float* out0, float* out1)
    {
        T a0 = TSimd.All(bias0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
        T b0 = TSimd.All(bias1), b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0;
        var lanes = TSimd.Lanes;
        for (var end = taps + count; taps < end; taps++)
        {
            var from = input + taps->Input;
            T w0 = TSimd.All(weights0[taps->Weight]), w1 = TSimd.All(weights1[taps->Weight]);
            var v = TSimd.Load(from);
            a0 = TSimd.MultiplyAdd(v, w0, a0);
            b0 = TSimd.MultiplyAdd(v, w1, b0);
            v = TSimd.Load(from + lanes);
            a1 = TSimd.MultiplyAdd(v, w0, a1);
            b1 = TSimd.MultiplyAdd(v, w1, b1);
            v = TSimd.Load(from + 2 * lanes);
            a2 = TSimd.MultiplyAdd(v, w0, a2);
            b2 = TSimd.MultiplyAdd(v, w1, b2);
            v = TSimd.Load(from + 3 * lanes);
            a3 = TSimd.MultiplyAdd(v, w0, a3);
            b3 = TSimd.MultiplyAdd(v, w1, b3);
            v = TSimd.Load(from + 4 * lanes);
            a4 = TSimd.MultiplyAdd(v, w0, a4);
            b4 = TSimd.MultiplyAdd(v, w1, b4);
            v = TSimd.Load(from + 5 * lanes);
            a5 = TSimd.MultiplyAdd(v, w0, a5);
            b5 = TSimd.MultiplyAdd(v, w1, b5);
            v = TSimd.Load(from + 6 * lanes);
            a6 = TSimd.MultiplyAdd(v, w0, a6);
            b6 = TSimd.MultiplyAdd(v, w1, b6);
        }

        TSimd.Store(a0, out0);
        TSimd.Store(a1, out0 + lanes);
        TSimd.Store(a2, out0 + 2 * lanes);
        TSimd.Store(a3, out0 + 3 * lanes);
        TSimd.Store(a4, out0 + 4 * lanes);
        TSimd.Store(a5, out0 + 5 * lanes);
        TSimd.Store(a6, out0 + 6 * lanes);
        TSimd.Store(b0, out1);
        TSimd.Store(b1, out1 + lanes);
        TSimd.Store(b2, out1 + 2 * lanes);
        TSimd.Store(b3, out1 + 3 * lanes);
        TSimd.Store(b4, out1 + 4 * lanes);
        TSimd.Store(b5, out1 + 5 * lanes);
        TSimd.Store(b6, out1 + 6 * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Five(
        Tap* taps, int count, float* input, float* weights0, float* weights1, float bias0, float bias1,
        float* out0, float* out1)
    {
        T a0 = TSimd.All(bias0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
        T b0 = TSimd.All(bias1), b1 = b0, b2 = b0, b3 = b0, b4 = b0;
        var lanes = TSimd.Lanes;
        for (var end = taps + count; taps < end; taps++)
        {
            var from = input + taps->Input;
            T w0 = TSimd.All(weights0[taps->Weight]), w1 = TSimd.All(weights1[taps->Weight]);
            var v = TSimd.Load(from);
            a0 = TSimd.MultiplyAdd(v, w0, a0);
            b0 = TSimd.MultiplyAdd(v, w1, b0);
            v = TSimd.Load(from + lanes);
            a1 = TSimd.MultiplyAdd(v, w0, a1);
            b1 = TSimd.MultiplyAdd(v, w1, b1);
            v = TSimd.Load(from + 2 * lanes);
            a2 = TSimd.MultiplyAdd(v, w0, a2);
            b2 = TSimd.MultiplyAdd(v, w1, b2);
            v = TSimd.Load(from + 3 * lanes);
            a3 = TSimd.MultiplyAdd(v, w0, a3);
            b3 = TSimd.MultiplyAdd(v, w1, b3);
            v = TSimd.Load(from + 4 * lanes);
            a4 = TSimd.MultiplyAdd(v, w0, a4);
            b4 = TSimd.MultiplyAdd(v, w1, b4);
        }

        TSimd.Store(a0, out0);
        TSimd.Store(a1, out0 + lanes);
        TSimd.Store(a2, out0 + 2 * lanes);
        TSimd.Store(a3, out0 + 3 * lanes);
        TSimd.Store(a4, out0 + 4 * lanes);
        TSimd.Store(b0, out1);
        TSimd.Store(b1, out1 + lanes);
        TSimd.Store(b2, out1 + 2 * lanes);
        TSimd.Store(b3, out1 + 3 * lanes);
        TSimd.Store(b4, out1 + 4 * lanes);
    }
}
