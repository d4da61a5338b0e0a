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
    public string Name => "torch";

    /// <inheritdoc/>
    public string Fingerprint => ", by Torch";

    /// <inheritdoc/>
    public bool CanRun(
        nn.Module<Tensor, Tensor> model, ImageSet images, int padding, [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    public bool CanTrain(nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options,
        [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    public Predictions Run(nn.Module<Tensor, Tensor> model, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken) =>
        TorchInference.Run(model, images, normalization, padding, progress, cancellationToken);

    /// <inheritdoc/>
    public TrainingStep Begin(
        nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options, OptimizerHelper optimizer)
    {
        ArgumentNullException.ThrowIfNull(options);
        var device = options.Device == ComputeDevice.Cpu ? null : NativeTorch.Device(options.Device);
        return new TorchStep(model, train, options, optimizer, device);
    }
}
