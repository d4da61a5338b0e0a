namespace LeNetLab.Simd.Network;

/// <summary>
/// One pixel for each 2×2 patch: the mean or the largest. A last row or column that is left over is not seen.
/// </summary>
internal sealed unsafe class PoolingLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : SimdLayer(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly Pooling _pooling = layer.Pooling!.Value;

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
        for (var m = 0; m < Above.Maps; m++)
        {
            for (var y = 0; y < Above.Height; y++)
            {
                float* upper = Below.Values(scratch, m, 2 * y), delta = Below.Deltas(scratch, m, 2 * y);
                PoolingKernel<TSimd, T>.Spread(
                    Above.Deltas(scratch, m, y), upper, upper + Below.Row, delta, delta + Below.DeltaRow, Above.Width,
                    _pooling);
                if (Below.Activation is not { } activation) continue;
                ActivationKernel<TSimd, T>.TimesSlope(delta, upper, 2 * Above.Width, activation);
                ActivationKernel<TSimd, T>.TimesSlope(
                    delta + Below.DeltaRow, upper + Below.Row, 2 * Above.Width, activation);
            }
        }
    }
}
