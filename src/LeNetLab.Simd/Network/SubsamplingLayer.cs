namespace LeNetLab.Simd.Network;

/// <summary>
/// The paper's trainable subsampling: the sum of a 2×2 patch times the map's coefficient, plus the map's bias. Several
/// maps in a row may see the same map below.
/// </summary>
internal sealed unsafe class SubsamplingLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : GroupGradients(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly int _share = above.Maps / below.Maps;

    public override long MultiplyAdds => Above.Units;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        for (var m = 0; m < Above.Maps; m++)
        {
            for (var y = 0; y < Above.Height; y++)
            {
                float* upper = Below.Values(scratch, m / _share, 2 * y), to = Above.Values(scratch, m, y);
                PoolingKernel<TSimd, T>.Scale(
                    upper, upper + Below.Row, to, Above.Width, Weights!.Values[m], Biases!.Values[m]);
                if (Above.Activation is { } activation)
                    ActivationKernel<TSimd, T>.Apply(to, Above.Width, activation);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        var gradient = batch.Of(this, group);
        for (var m = 0; m < Above.Maps; m++)
        {
            gradient[Rows + m] = LaneKernel<TSimd, T>.Total(
                Above.Deltas(scratch, m, 0), Above.DeltaRow, Above.Height, Above.Width);
            var sum = TSimd.All(0);
            for (var y = 0; y < Above.Height; y++)
            {
                float* upper = Below.Values(scratch, m / _share, 2 * y), given = Above.Deltas(scratch, m, y);
                sum = PoolingKernel<TSimd, T>.AddProducts(given, upper, upper + Below.Row, Above.Width, sum);
                if (Below.Index == 0) continue;
                var delta = Below.Deltas(scratch, m / _share, 2 * y);
                PoolingKernel<TSimd, T>.SpreadScaled(
                    given, delta, delta + Below.DeltaRow, Above.Width, Weights!.Values[m], adds: m % _share > 0);
                if (m % _share < _share - 1 || Below.Activation is not { } activation) continue;
                ActivationKernel<TSimd, T>.TimesSlope(delta, upper, delta, 2 * Above.Width, activation);
                delta += Below.DeltaRow;
                ActivationKernel<TSimd, T>.TimesSlope(delta, upper + Below.Row, delta, 2 * Above.Width, activation);
            }

            gradient[m] = TSimd.Sum(sum);
        }
    }
}
