using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

/// <summary>
/// The gradient of a convolution's weights: for one row of the 5×5 kernels of two maps, on one map below.
/// </summary>
internal static unsafe class ConvolutionGradientKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>
    /// Adds Σ over rows and columns of delta[y, x] · input[y, x + t] to the sums of t = 0…4, for both maps. The lanes
    /// are not yet summed: each image has its own.
    /// </summary>
    /// <param name="delta0">Gradient of the loss by the sums of the first map.</param>
    /// <param name="delta1">The same, of the second map.</param>
    /// <param name="deltaStride">Floats from one row to the next.</param>
    /// <param name="input">The map below, from the row that the kernel's row lies on.</param>
    /// <param name="inputStride">Floats from one row to the next.</param>
    /// <param name="rows">Rows of a map.</param>
    /// <param name="columns">Columns of a map.</param>
    /// <param name="sums0">Five registers for the first map.</param>
    /// <param name="sums1">Five registers for the second map.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRow(
        float* delta0, float* delta1, int deltaStride, float* input, int inputStride, int rows, int columns,
        float* sums0, float* sums1)
    {
        var lanes = TSimd.Lanes;
        T a0 = TSimd.Load(sums0), a1 = TSimd.Load(sums0 + lanes), a2 = TSimd.Load(sums0 + 2 * lanes);
        T a3 = TSimd.Load(sums0 + 3 * lanes), a4 = TSimd.Load(sums0 + 4 * lanes);
        T b0 = TSimd.Load(sums1), b1 = TSimd.Load(sums1 + lanes), b2 = TSimd.Load(sums1 + 2 * lanes);
        T b3 = TSimd.Load(sums1 + 3 * lanes), b4 = TSimd.Load(sums1 + 4 * lanes);
        for (var y = 0; y < rows; y++, delta0 += deltaStride, delta1 += deltaStride, input += inputStride)
        {
            for (var x = 0; x < columns * lanes; x += lanes)
            {
                T d0 = TSimd.Load(delta0 + x), d1 = TSimd.Load(delta1 + x);
                var from = input + x;
                var v = TSimd.Load(from);
                a0 = TSimd.MultiplyAdd(v, d0, a0);
                b0 = TSimd.MultiplyAdd(v, d1, b0);
                v = TSimd.Load(from + lanes);
                a1 = TSimd.MultiplyAdd(v, d0, a1);
                b1 = TSimd.MultiplyAdd(v, d1, b1);
                v = TSimd.Load(from + 2 * lanes);
                a2 = TSimd.MultiplyAdd(v, d0, a2);
                b2 = TSimd.MultiplyAdd(v, d1, b2);
                v = TSimd.Load(from + 3 * lanes);
                a3 = TSimd.MultiplyAdd(v, d0, a3);
                b3 = TSimd.MultiplyAdd(v, d1, b3);
                v = TSimd.Load(from + 4 * lanes);
                a4 = TSimd.MultiplyAdd(v, d0, a4);
                b4 = TSimd.MultiplyAdd(v, d1, b4);
            }
        }

        TSimd.Store(a0, sums0);
        TSimd.Store(a1, sums0 + lanes);
        TSimd.Store(a2, sums0 + 2 * lanes);
        TSimd.Store(a3, sums0 + 3 * lanes);
        TSimd.Store(a4, sums0 + 4 * lanes);
        TSimd.Store(b0, sums1);
        TSimd.Store(b1, sums1 + lanes);
        TSimd.Store(b2, sums1 + 2 * lanes);
        TSimd.Store(b3, sums1 + 3 * lanes);
        TSimd.Store(b4, sums1 + 4 * lanes);
    }
}
