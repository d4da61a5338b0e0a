using System.Runtime.Intrinsics;
using LeNetLab.Models;

namespace LeNetLab.Simd.Network;

/// <summary>
/// LeNet-5 on groups of images that lie side by side in the lanes of the processor's registers. Every number of a map
/// is a register, one image to a lane; so each line of the network's definition becomes one instruction for the whole
/// group, whatever the shape of the layer, and nothing has to be rearranged (cuda-convnet called this layout CHWN).
/// </summary>
/// <remarks>The arithmetic is that of <see cref="LeNet5"/> with torch's layers, in another order of
/// summation.</remarks>
internal abstract class SimdNetwork : IDisposable
{
    /// <summary>Images in a group.</summary>
    public abstract int Lanes { get; }

    /// <summary>What one worker needs.</summary>
    /// <param name="learns">Whether it also goes down the network.</param>
    public abstract SimdScratch CreateScratch(bool learns = true);

    /// <summary>
    /// Takes the group that <see cref="SimdScratch.Input"/> holds up to <see cref="SimdScratch.Output"/>.
    /// </summary>
    public abstract void Forward(SimdScratch scratch);

    /// <summary>
    /// Takes the group that was last forward down again, and leaves in the batch what the gradients of the weights
    /// need.
    /// </summary>
    /// <param name="scratch">Where <see cref="Forward"/> has been.</param>
    /// <param name="batch">Where it goes.</param>
    /// <param name="group">Number of the group in the batch.</param>
    /// <param name="labels">The images' labels; fewer than there are lanes where the group is not full.</param>
    /// <param name="scale">1 / batch size.</param>
    public abstract void Backward(SimdScratch scratch, SimdBatch batch, int group, ReadOnlySpan<byte> labels, float scale);

    /// <summary>Gradient of C1's and C3's weights and biases, of all groups together.</summary>
    public abstract void ConvolutionGradient(SimdBatch batch, int groups, Span<float> gradient);

    /// <summary>Gradient of some rows of a full layer's weights and biases.</summary>
    /// <param name="layer">C5, F6 or Output.</param>
    /// <param name="batch">What the groups left behind.</param>
    /// <param name="groups">How many they are.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weights">[rows, columns], filled with their gradient.</param>
    /// <param name="biases">[rows], filled with their gradient.</param>
    public abstract void FullGradient(
        LaneFullLayer layer, SimdBatch batch, int groups, int first, int rows, Span<float> weights, Span<float> biases);

    /// <summary>
    /// The pieces of <see cref="Forward"/> and <see cref="Backward"/>, each on what the last call has left.
    /// </summary>
    public abstract IReadOnlyList<SimdPiece> Pieces(SimdScratch scratch, SimdBatch batch);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The network for the widest registers that this processor has.</summary>
    public static SimdNetwork Create(SimdWeights weights, LeNet5Options options) => Create(weights, options, BestLanes);

    /// <summary>The network with a chosen number of lanes: 16, 8 or 4.</summary>
    public static SimdNetwork Create(SimdWeights weights, LeNet5Options options, int lanes) => lanes switch
    {
        16 => new SimdNetwork<Simd512, Vector512<float>>(weights, options),
        8 => new SimdNetwork<Simd256, Vector256<float>>(weights, options),
        4 => new SimdNetwork<Simd128, Vector128<float>>(weights, options),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "There are 16, 8 or 4 lanes."),
    };

    /// <summary>Floats in this processor's widest register.</summary>
    public static int BestLanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
}

/// <summary>
/// The layers whose outputs each see the whole layer below; C5 is one, since its kernels fit at one place only.
/// </summary>
internal enum LaneFullLayer
{
    C5,
    F6,
    Output,
}
