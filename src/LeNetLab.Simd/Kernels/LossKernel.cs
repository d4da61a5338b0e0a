namespace LeNetLab.Simd.Kernels;

/// <summary>The losses of a group's outputs, and their gradients.</summary>
internal static unsafe class LossKernel<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>delta = gradient of the loss by the outputs · scale.</summary>
    /// <param name="loss">Which.</param>
    /// <param name="outputs">One register for each class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labels">The label of each image; as many as there are images in the lanes.</param>
    /// <param name="scale">What each image counts, 1 / batch size for the mean; lanes without an image get 0.</param>
    /// <param name="deltas">One register for each class.</param>
    /// <returns>The sum of the images' losses, without the scale.</returns>
    public static double Loss(
        LossKind loss, float* outputs, int classes, ReadOnlySpan<byte> labels, float scale, float* deltas) =>
        loss switch
        {
            LossKind.CrossEntropy => CrossEntropy(outputs, classes, labels, scale, deltas),
            LossKind.SquaredError => SquaredError(outputs, classes, labels, scale, deltas),
        };

    /// <summary>How many images have the largest output at their label; the first of equal ones counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int CountRight(float* outputs, int classes, ReadOnlySpan<byte> labels)
    {
        var right = 0;
        for (var n = 0; n < labels.Length; n++)
        {
            var best = 0;
            for (var c = 1; c < classes; c++)
                if (outputs[c * TSimd.Lanes + n] > outputs[best * TSimd.Lanes + n]) best = c;
            if (best == labels[n]) right++;
        }

        return right;
    }

    // delta = (softmax(outputs) − one at the label) · scale.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double CrossEntropy(
        float* outputs, int classes, ReadOnlySpan<byte> labels, float scale, float* deltas)
    {
        var lanes = TSimd.Lanes;
        var largest = TSimd.Load(outputs);
        for (var c = 1; c < classes; c++) largest = TSimd.Max(largest, TSimd.Load(outputs + c * lanes));
        var sum = TSimd.All(0);
        for (var c = 0; c < classes; c++)
        {
            var e = SimdMath<TSimd, T>.Exp(TSimd.Subtract(TSimd.Load(outputs + c * lanes), largest));
            TSimd.Store(e, deltas + c * lanes);
            sum = TSimd.Add(sum, e);
        }

        float* sums = stackalloc float[2 * lanes], tops = sums + lanes;
        TSimd.Store(sum, sums);
        TSimd.Store(largest, tops);
        for (var c = 0; c < classes; c++)
            TSimd.Store(TSimd.Divide(TSimd.Load(deltas + c * lanes), sum), deltas + c * lanes);

        var loss = 0.0;
        for (var n = 0; n < labels.Length; n++)
        {
            loss += Math.Log(sums[n]) + tops[n] - outputs[labels[n] * lanes + n];
            deltas[labels[n] * lanes + n] -= 1;
        }

        Scale(deltas, classes, labels.Length, scale);
        return loss;
    }

    // delta = (output − target) · scale.
    private static double SquaredError(
        float* outputs, int classes, ReadOnlySpan<byte> labels, float scale, float* deltas)
    {
        var loss = 0.0;
        for (var n = 0; n < labels.Length; n++)
        {
            for (var c = 0; c < classes; c++)
            {
                var at = c * TSimd.Lanes + n;
                deltas[at] = outputs[at] - (c == labels[n] ? 1 : -1);
                loss += 0.5 * deltas[at] * deltas[at];
            }
        }

        Scale(deltas, classes, labels.Length, scale);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* deltas, int classes, int images, float scale)
    {
        for (var c = 0; c < classes; c++)
            for (var n = 0; n < TSimd.Lanes; n++) deltas[c * TSimd.Lanes + n] *= n < images ? scale : 0;
    }
}
