namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// <see cref="LeNet5Original"/> with its distances negated, so that the largest output is the class that is read and
/// the cross-entropy of today can train it: that is eq. 9 for a very large j.
/// </summary>
/// <remarks>Takes [N, 1, 32, 32], gives logits [N, 10].</remarks>
public sealed class LeNet5OriginalLogits : Module<Tensor, Tensor>
{
    private readonly LeNet5Original network;

    /// <summary>
    /// Builds the network with the paper's first weights (set <c>torch.manual_seed</c> before for repeatable ones).
    /// </summary>
    public LeNet5OriginalLogits() : base(NameWithTorchLoaded())
    {
        network = new LeNet5Original();
        register_module(nameof(network), network);
    }

    /// <summary>The layers in numbers. A subsampling layer multiplies once for each pixel that it gives.</summary>
    public static IReadOnlyList<LayerSummary> Summary() => PublishedPlans.LeNet5.Summary();

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
