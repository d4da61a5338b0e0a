namespace LeNetLab.Simd.Network;

/// <summary>
/// Dropout: a training sets a share of the numbers to 0 and scales the others up, by the scratch's seeds; whoever only
/// reads sees them all.
/// </summary>
internal sealed unsafe class DropoutLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : SimdLayer(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly float _scale = (float)(1 / (1 - layer.Dropout));
    private readonly ulong _limit = (ulong)Math.Round(layer.Dropout * 65_536);

    public override bool Drops => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        if (scratch.Learns) Draw(scratch);
        for (var row = 0; row < Above.Maps * Above.Height; row++)
        {
            var (m, y) = (row / Above.Height, row % Above.Height);
            float* from = Below.Values(scratch, m, y), to = Above.Values(scratch, m, y);
            if (scratch.Learns) Multiply(from, Mask(scratch, row), to);
            else new Span<float>(from, Below.Width * TSimd.Lanes)
                .CopyTo(new Span<float>(to, Below.Width * TSimd.Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        for (var row = 0; row < Above.Maps * Above.Height; row++)
        {
            var (m, y) = (row / Above.Height, row % Above.Height);
            var delta = Below.Deltas(scratch, m, y);
            Multiply(Above.Deltas(scratch, m, y), Mask(scratch, row), delta);
            if (Below.Activation is { } activation)
                ActivationKernel<TSimd, T>.TimesSlope(
                    delta, Below.Values(scratch, m, y), delta, Below.Width, activation);
        }
    }

    private float* Mask(SimdScratch scratch, int row) => scratch.Masks[Above.Index] + row * Above.Width * TSimd.Lanes;

    // Of each image its own draws, whatever lane it is in: four of 16 bits at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw(SimdScratch scratch)
    {
        var (units, lanes) = (Above.Units, TSimd.Lanes);
        for (var n = 0; n < lanes; n++)
        {
            var random = SeededRandom.For(scratch.Seeds[n], (ulong)Above.Index);
            var mask = scratch.Masks[Above.Index] + n;
            for (var u = 0; u < units; u += 4)
            {
                var bits = random.NextBits();
                for (var i = u; i < Math.Min(u + 4, units); i++, bits >>= 16)
                    mask[i * lanes] = (bits & 0xFFFF) < _limit ? 0 : _scale;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* from, float* mask, float* to)
    {
        for (var i = 0; i < Above.Width * TSimd.Lanes; i += TSimd.Lanes)
            TSimd.Store(TSimd.Multiply(TSimd.Load(from + i), TSimd.Load(mask + i)), to + i);
    }
}
