namespace LeNetLab.Simd.Network;

/// <summary>
/// One pixel for each 2×2 patch: the mean or the largest. A last row or column that is left over is not seen.
/// </summary>
internal sealed unsafe class PoolingLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : SimdLayer(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly Pooling _pooling = layer.Pooling!.Value;

    /// <summary>Two rows of gradients, where each pixel has its own.</summary>
    public override int Room(bool learns) => learns && _pooling == Pooling.Max ? 4 * Above.Width * TSimd.Lanes : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        for (var m = 0; m < Above.Maps; m++)
        {
            for (var y = 0; y < Above.Height; y++)
            {
                float* upper = Below.Values(scratch, m, 2 * y), to = Above.Values(scratch, m, y);
                PoolingKernel<TSimd, T>.Pool(upper, upper + Below.Row, to, Above.Width, _pooling);
                if (Above.Activation is { } activation)
                    ActivationKernel<TSimd, T>.Apply(to, Above.Width, activation);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        if (Below.Index == 0) return;
        var (width, each) = (Above.Width, _pooling == Pooling.Average ? 2 : 1);
        for (var m = 0; m < Above.Maps; m++)
        {
            for (var y = 0; y < Above.Height; y++)
            {
                float* upper = Below.Values(scratch, m, 2 * y), to = Below.Deltas(scratch, m, 2 * y);
                float* given = Above.Deltas(scratch, m, y), first = given, second = given;
                if (_pooling == Pooling.Average) PoolingKernel<TSimd, T>.Quarter(given, width);
                else
                {
                    first = scratch.Rooms[Above.Index];
                    second = first + 2 * width * TSimd.Lanes;
                    PoolingKernel<TSimd, T>.ToLargest(given, upper, upper + Below.Row, first, second, width);
                }

                ActivationKernel<TSimd, T>.TimesSlope(first, upper, to, 2 * width, Below.Activation, each);
                ActivationKernel<TSimd, T>.TimesSlope(
                    second, upper + Below.Row, to + Below.DeltaRow, 2 * width, Below.Activation, each);
            }
        }
    }
}
