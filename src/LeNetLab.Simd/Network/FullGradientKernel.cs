using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

/// <summary>
/// The gradient of a full layer's weights. Here the lanes are neighbouring weights and no longer images: with images as
/// lanes every single weight would need a sum over the lanes.
/// </summary>
internal static unsafe class FullGradientKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>
    /// gradient[o, i] = Σₙ delta[n, o] · inputs[n, i] for two outputs o, over the images n of a batch.
    /// </summary>
    /// <param name="delta0">Gradient of the loss by the sum of the first output: image by image in a group of
    /// lanes.</param>
    /// <param name="delta1">The same, of the second.</param>
    /// <param name="groupStride">Floats from a group's deltas to the next group's.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="inputs">[groups · lanes, columns], image by image.</param>
    /// <param name="columns">Number of i; at least four registers, or else a multiple of the lanes.</param>
    /// <param name="gradient0">Row of the first output.</param>
    /// <param name="gradient1">Row of the second output.</param>
    public static void TwoRows(
        float* delta0, float* delta1, int groupStride, int groups, float* inputs, int columns, float* gradient0, float* gradient1)
    {
        var block = 4 * TSimd.Lanes;
        for (var i = 0; i < columns; i += block)
        {
            // The last block begins earlier instead of being shorter, and computes some sums twice.
            var start = Math.Min(i, columns - block);
            Block(delta0, delta1, groupStride, groups, inputs + start, columns, gradient0 + start, gradient1 + start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(
        float* delta0, float* delta1, int groupStride, int groups, float* inputs, int columns, float* gradient0, float* gradient1)
    {
        var lanes = TSimd.Lanes;
        T a0 = TSimd.All(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        for (var g = 0; g < groups; g++, delta0 += groupStride, delta1 += groupStride)
        {
            for (var n = 0; n < lanes; n++, inputs += columns)
            {
                T d0 = TSimd.All(delta0[n]), d1 = TSimd.All(delta1[n]);
                var v = TSimd.Load(inputs);
                a0 = TSimd.MultiplyAdd(v, d0, a0);
                b0 = TSimd.MultiplyAdd(v, d1, b0);
                v = TSimd.Load(inputs + lanes);
                a1 = TSimd.MultiplyAdd(v, d0, a1);
                b1 = TSimd.MultiplyAdd(v, d1, b1);
                v = TSimd.Load(inputs + 2 * lanes);
                a2 = TSimd.MultiplyAdd(v, d0, a2);
                b2 = TSimd.MultiplyAdd(v, d1, b2);
                v = TSimd.Load(inputs + 3 * lanes);
                a3 = TSimd.MultiplyAdd(v, d0, a3);
                b3 = TSimd.MultiplyAdd(v, d1, b3);
            }
        }

        TSimd.Store(a0, gradient0);
        TSimd.Store(a1, gradient0 + lanes);
        TSimd.Store(a2, gradient0 + 2 * lanes);
        TSimd.Store(a3, gradient0 + 3 * lanes);
        TSimd.Store(b0, gradient1);
        TSimd.Store(b1, gradient1 + lanes);
        TSimd.Store(b2, gradient1 + 2 * lanes);
        TSimd.Store(b3, gradient1 + 3 * lanes);
    }
}
