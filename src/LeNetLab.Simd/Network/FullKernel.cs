using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

/// <summary>
/// The sums of a full layer, and of C5, whose kernels fit at one place only. The same code runs upwards, a row of the
/// weights to an output, and downwards, a column to an input.
/// </summary>
internal static unsafe class FullKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>output[o] = bias[o] + Σᵢ weights[o · outputStride + i · inputStride] · input[i].</summary>
    /// <param name="input">One register for each i.</param>
    /// <param name="inputs">Number of i.</param>
    /// <param name="weights">The matrix.</param>
    /// <param name="inputStride">Weights from one i to the next.</param>
    /// <param name="outputStride">Weights from one o to the next.</param>
    /// <param name="biases">One for each o, or null for none.</param>
    /// <param name="output">One register for each o.</param>
    /// <param name="outputs">Number of o.</param>
    public static void Multiply(
        float* input, int inputs, float* weights, int inputStride, int outputStride, float* biases, float* output, int outputs)
    {
        var o = 0;
        for (; o + 8 <= outputs; o += 8)
            Eight(input, inputs, weights + o * outputStride, inputStride, outputStride, biases == null ? null : biases + o, output + o * TSimd.Lanes);
        for (; o < outputs; o++)
            One(input, inputs, weights + o * outputStride, inputStride, biases == null ? 0 : biases[o], output + o * TSimd.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(
        float* input, int inputs, float* w, int inputStride, int outputStride, float* biases, float* output)
    {
        T s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        if (biases != null)
        {
            (s0, s1, s2, s3) = (TSimd.All(biases[0]), TSimd.All(biases[1]), TSimd.All(biases[2]), TSimd.All(biases[3]));
            (s4, s5, s6, s7) = (TSimd.All(biases[4]), TSimd.All(biases[5]), TSimd.All(biases[6]), TSimd.All(biases[7]));
        }

        var lanes = TSimd.Lanes;
        var high = w + 4 * (nint)outputStride;
        nint one = outputStride, two = 2 * one, three = 3 * one;
        for (var end = input + inputs * lanes; input < end; input += lanes, w += inputStride, high += inputStride)
        {
            var v = TSimd.Load(input);
            s0 = TSimd.MultiplyAdd(v, TSimd.All(w[0]), s0);
            s1 = TSimd.MultiplyAdd(v, TSimd.All(w[one]), s1);
            s2 = TSimd.MultiplyAdd(v, TSimd.All(w[two]), s2);
            s3 = TSimd.MultiplyAdd(v, TSimd.All(w[three]), s3);
            s4 = TSimd.MultiplyAdd(v, TSimd.All(high[0]), s4);
            s5 = TSimd.MultiplyAdd(v, TSimd.All(high[one]), s5);
            s6 = TSimd.MultiplyAdd(v, TSimd.All(high[two]), s6);
            s7 = TSimd.MultiplyAdd(v, TSimd.All(high[three]), s7);
        }

        TSimd.Store(s0, output);
        TSimd.Store(s1, output + lanes);
        TSimd.Store(s2, output + 2 * lanes);
        TSimd.Store(s3, output + 3 * lanes);
        TSimd.Store(s4, output + 4 * lanes);
        TSimd.Store(s5, output + 5 * lanes);
        TSimd.Store(s6, output + 6 * lanes);
        TSimd.Store(s7, output + 7 * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* input, int inputs, float* w, int inputStride, float bias, float* output)
    {
        var lanes = TSimd.Lanes;
        // Two sums, so that one addition need not wait for the one before.
        T even = TSimd.All(bias), odd = TSimd.All(0);
        var i = 0;
        for (; i + 2 <= inputs; i += 2, w += 2 * (nint)inputStride)
        {
            even = TSimd.MultiplyAdd(TSimd.Load(input + i * lanes), TSimd.All(w[0]), even);
            odd = TSimd.MultiplyAdd(TSimd.Load(input + (i + 1) * lanes), TSimd.All(w[inputStride]), odd);
        }

        if (i < inputs) even = TSimd.MultiplyAdd(TSimd.Load(input + i * lanes), TSimd.All(w[0]), even);
        TSimd.Store(TSimd.Add(even, odd), output);
    }
}
