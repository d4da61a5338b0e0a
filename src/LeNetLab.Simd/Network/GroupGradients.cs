using System.Numerics;

namespace LeNetLab.Simd.Network;

/// <summary>
/// A layer that sums the gradient of its few weights in each group: [weights, then biases] in the batch.
/// </summary>
internal abstract unsafe class GroupGradients(string name, SimdLevel below, SimdLevel above)
    : SimdLayer(name, below, above)
{
    public override int BatchFloats => Rows * (Columns + 1);

    public override void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases)
    {
        Sum(batch, groups, first * Columns, weights, rows * Columns);
        Sum(batch, groups, Rows * Columns + first, biases, rows);
    }

    /// <summary>Adds up what the groups left, in their order, whoever computes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected void Sum(SimdBatch batch, int groups, int start, float* to, int count)
    {
        new Span<float>(batch.Of(this, 0) + start, count).CopyTo(new Span<float>(to, count));
        for (var g = 1; g < groups; g++)
        {
            var from = batch.Of(this, g) + start;
            var i = 0;
            for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(to + i) + Vector.Load(from + i), to + i);
            for (; i < count; i++) to[i] += from[i];
        }
    }
}
