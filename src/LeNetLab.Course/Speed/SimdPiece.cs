using LeNetLab.Simd.Network;

namespace LeNetLab.Course.Speed;

/// <summary>One piece of the network's work on one group of images, to be timed by itself.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Pass">What it computes there.</param>
/// <param name="Operations">Floating-point operations of its multiply-adds, each counted as two; the squashing is not
/// counted.</param>
/// <param name="Bytes">What must be read and written at least: inputs, weights and outputs once each.</param>
/// <param name="Run">Does it.</param>
internal sealed record SimdPiece(string Layer, string Pass, long Operations, long Bytes, Action Run)
{
    /// <summary>The layers with weights, up and down, each on what the last call has left.</summary>
    public static IEnumerable<SimdPiece> Of(SimdNetwork network, SimdScratch scratch, SimdBatch batch)
    {
        foreach (var layer in network.Layers)
        {
            if (layer.Weights is not { } weights) continue;
            // A full layer's gradient of the weights is taken of the whole batch, and no piece of a group's work.
            var down = (layer is GroupGradients ? 1 : 0) + (layer.Below.Index > 0 ? 1 : 0);
            yield return Piece(layer, "forward", 1, () => layer.Forward(scratch));
            if (down > 0)
                yield return Piece(layer, "backward", down, () => layer.Backward(scratch, batch, 0));

            SimdPiece Piece(SimdLayer of, string pass, int times, Action run) => new(
                of.Name, pass, 2 * times * of.MultiplyAdds * network.Lanes,
                sizeof(float) * times * (weights.Count + (long)(of.Below.Units + of.Above.Units) * network.Lanes), run);
        }
    }
}
