namespace LeNetLab.Simd.Network;

/// <summary>
/// A planned network on groups of images that lie side by side in the lanes of the processor's registers. Every number
/// of a map is a register, one image to a lane; so each line of the network's definition becomes one instruction for
/// the whole group, whatever the shape of the layer, and no window has to be gathered (cuda-convnet used this layout,
/// CHWN).
/// </summary>
/// <remarks>The arithmetic is that of the same plan in torch, in another order of summation.</remarks>
internal abstract class SimdNetwork : IDisposable
{
    /// <summary>Images in a group.</summary>
    public abstract int Lanes { get; }

    /// <summary>The input, and what each layer makes; dropout has a level of its own.</summary>
    public abstract SimdLevel[] Levels { get; }

    /// <summary>From the input on.</summary>
    public abstract SimdLayer[] Layers { get; }

    /// <summary>Number of outputs.</summary>
    public int Classes => Levels[^1].Units;

    /// <summary>The weights have changed, but for those that a step has moved.</summary>
    public void Changed()
    {
        foreach (var layer in Layers)
            if (layer.Weights is not null) layer.Changed(0, layer.Rows);
    }

    /// <summary>Takes the group in the scratch's input up to its output.</summary>
    public void Forward(SimdScratch scratch)
    {
        foreach (var layer in Layers) layer.Forward(scratch);
    }

    /// <summary>
    /// Takes the group that was last forward down again, and leaves in the batch what the gradients of the weights
    /// need.
    /// </summary>
    /// <param name="scratch">Where <see cref="Forward"/> has been.</param>
    /// <param name="batch">Where it goes.</param>
    /// <param name="group">Number of the group in the batch.</param>
    /// <param name="labels">The images' labels; fewer than there are lanes where the group is not full.</param>
    /// <param name="scale">1 / batch size.</param>
    /// <param name="loss">What the gradients are of.</param>
    public abstract void Backward(
        SimdScratch scratch, SimdBatch batch, int group, ReadOnlySpan<byte> labels, float scale, LossKind loss);

    /// <summary>What one worker needs.</summary>
    /// <param name="learns">Whether it also goes down the network.</param>
    public SimdScratch CreateScratch(bool learns = true) => new(Levels, Layers, Lanes, learns);

    /// <summary>The step along a gradient for this width of register.</summary>
    public abstract UpdateRule Rule(TrainingOptions options);

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
    }

    /// <summary>
    /// The network with a chosen number of lanes: 16, 8 or 4; as many as the registers hold where null.
    /// </summary>
    public static SimdNetwork Create(NetworkWeights weights, int? lanes = null) => (lanes ?? BestLanes) switch
    {
        16 => new SimdNetwork<Simd512, Vector512<float>>(weights),
        8 => new SimdNetwork<Simd256, Vector256<float>>(weights),
        4 => new SimdNetwork<Simd128, Vector128<float>>(weights),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "There are 16, 8 or 4 lanes."),
    };

    /// <summary>Floats in this processor's widest register.</summary>
    public static int BestLanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
}
