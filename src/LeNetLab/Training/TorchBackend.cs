namespace LeNetLab.Training;

/// <summary>Trains and runs any network on any device by torch's layers, its autograd and its optimisers.</summary>
public sealed class TorchBackend : ITrainingBackend
{
    private TorchBackend()
    {
    }

    /// <summary>Gets the only one; it keeps no state.</summary>
    public static TorchBackend Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => TorchInference.Name;

    /// <inheritdoc/>
    public string Fingerprint => ", by Torch";

    /// <inheritdoc/>
    public bool CanRun(NetworkPlan plan, ImageSet images, int padding, [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    public bool CanTrain(
        NetworkPlan plan, ImageSet train, TrainingOptions options, [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    public Predictions Run(
        NetworkWeights network, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var model = network.ToTorch();
        return TorchInference.Run(model, images, normalization, padding, progress, cancellationToken);
    }

    // The network gets its weights back when the step is disposed.
    TrainingStep ITrainingBackend.Begin(NetworkWeights network, ImageSet train, TrainingOptions options) =>
        new TorchStep(network.ToTorch(), train, options, network);
}
