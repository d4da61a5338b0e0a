using System.Numerics.Tensors;

namespace LeNetLab.Simd.Network;

/// <summary>
/// A layer that sums the gradient of its few weights in each group: [weights, then biases] in the batch.
/// </summary>
internal abstract unsafe class GroupGradients(string name, SimdLevel below, SimdLevel above)
    : SimdLayer(name, below, above)
{
    public override int BatchFloats => Weights!.Count + Rows;

    public override void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases)
    {
        Sum(first * Columns, new Span<float>(weights, rows * Columns));
        Sum(Weights!.Count + first, new Span<float>(biases, rows));

        // In the groups' order, whoever computes it.
        void Sum(int start, Span<float> to)
        {
            new Span<float>(batch.Of(this, 0) + start, to.Length).CopyTo(to);
            for (var g = 1; g < groups; g++)
                TensorPrimitives.Add(to, new ReadOnlySpan<float>(batch.Of(this, g) + start, to.Length), to);
        }
    }
}
