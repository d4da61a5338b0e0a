using LeNetLab.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// <see cref="LeNet5Original"/> with its distances negated, so that the largest output is the class that is read and the
/// cross-entropy of today can train it: that is eq. 9 for a very large j.
/// </summary>
/// <remarks>Takes [N, 1, 32, 32], gives logits [N, 10].</remarks>
public sealed class LeNet5OriginalLogits : Module<Tensor, Tensor>
{
    private readonly LeNet5Original network;

    /// <summary>Builds the network with the paper's first weights (set <c>torch.manual_seed</c> before for repeatable ones).</summary>
    public LeNet5OriginalLogits() : base(NameWithTorchLoaded())
    {
        network = new LeNet5Original();
        register_module(nameof(network), network);
    }

    /// <summary>The layers in numbers. A subsampling layer multiplies once for each pixel that it gives.</summary>
    public static IReadOnlyList<LayerSummary> Summary() =>
    [
        new("Input", LayerKind.Input, 1, 32, 32, 0, 0, 0),
        new("C1", LayerKind.Convolution, 6, 28, 28, 5, 156, 6 * 28 * 28 * 25),
        new("S2", LayerKind.Subsampling, 6, 14, 14, 2, 12, 6 * 14 * 14),
        new("C3", LayerKind.Convolution, 16, 10, 10, 5, 1_516, 10 * 10 * 60 * 25),
        new("S4", LayerKind.Subsampling, 16, 5, 5, 2, 32, 16 * 5 * 5),
        new("C5", LayerKind.Convolution, 120, 1, 1, 5, 48_120, 120 * 16 * 25),
        new("F6", LayerKind.Full, 84, 1, 1, 0, 10_164, 84 * 120),
        new("Output", LayerKind.Full, 10, 1, 1, 0, 0, 10 * 84),
    ];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return network.call(input).neg().MoveToOuterDisposeScope();
    }

    private static string NameWithTorchLoaded()
    {
        Native.NativeTorch.Load();
        return nameof(LeNet5OriginalLogits);
    }
}
