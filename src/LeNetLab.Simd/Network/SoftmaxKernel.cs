using System.Runtime.CompilerServices;

namespace LeNetLab.Simd.Network;

/// <summary>The softmax of the outputs and the gradient of its cross-entropy.</summary>
internal static unsafe class SoftmaxKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>
    /// delta = (softmax(logits) − one at the label) · scale.
    /// </summary>
    /// <param name="logits">One register for each class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labels">The label of each image; as many as there are images in the lanes.</param>
    /// <param name="scale">What each image counts, 1 / batch size for the mean; lanes without an image get 0.</param>
    /// <param name="deltas">One register for each class.</param>
    /// <returns>The sum of the images' cross-entropies, without the scale.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Loss(float* logits, int classes, ReadOnlySpan<byte> labels, float scale, float* deltas)
    {
        var lanes = TSimd.Lanes;
        var largest = TSimd.Load(logits);
        for (var c = 1; c < classes; c++) largest = TSimd.Max(largest, TSimd.Load(logits + c * lanes));
        var sum = TSimd.All(0);
        for (var c = 0; c < classes; c++)
        {
            var e = SimdMath<TSimd, T>.Exp(TSimd.Subtract(TSimd.Load(logits + c * lanes), largest));
            TSimd.Store(e, deltas + c * lanes);
            sum = TSimd.Add(sum, e);
        }

        float* sums = stackalloc float[2 * lanes], tops = sums + lanes;
        TSimd.Store(sum, sums);
        TSimd.Store(largest, tops);
        for (var c = 0; c < classes; c++)
            TSimd.Store(TSimd.Divide(TSimd.Load(deltas + c * lanes), sum), deltas + c * lanes);

        var loss = 0.0;
        for (var n = 0; n < lanes; n++)
        {
            if (n < labels.Length)
            {
                loss += Math.Log(sums[n]) + tops[n] - logits[labels[n] * lanes + n];
                deltas[labels[n] * lanes + n] -= 1;
            }

            for (var c = 0; c < classes; c++) deltas[c * lanes + n] *= n < labels.Length ? scale : 0;
        }

        return loss;
    }
}
