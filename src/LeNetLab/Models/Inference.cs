namespace LeNetLab.Models;

/// <summary>Runs a network over a set of images, without gradients.</summary>
public static class Inference
{
    /// <summary>Computes the network's outputs for every image of the set; its training mode is put back.</summary>
    /// <param name="model">
    /// Takes [N, 1, height + 2·padding, width + 2·padding], gives logits [N, classes].
    /// </param>
    /// <param name="images">What to read.</param>
    /// <param name="backend">What computes; torch where null, on the device that the network is on.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NotSupportedException">
    /// The backend cannot run this network; the message says why.
    /// </exception>
    public static Predictions Run(
        nn.Module<Tensor, Tensor> model, ImageSet images, IInferenceBackend? backend = null,
        Normalization? normalization = null, int padding = 2,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        NativeTorch.Load();
        if (backend is null || backend.Name == TorchInference.Name)
            return TorchInference.Run(
                model, images, normalization ?? Normalization.Mnist, padding, progress, cancellationToken);
        var network = NetworkWeights.Within(model, out var obstacle) ?? throw Refused(backend, obstacle!);
        return Run(network, images, backend, normalization, padding, progress, cancellationToken);
    }

    /// <summary>Computes the network's outputs for every image of the set.</summary>
    /// <param name="network">Takes the plan's input, gives logits [N, classes].</param>
    /// <param name="images">What to read.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NotSupportedException">
    /// The backend cannot run this network; the message says why.
    /// </exception>
    public static Predictions Run(
        NetworkWeights network, ImageSet images, IInferenceBackend backend,
        Normalization? normalization = null, int padding = 2,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(backend);
        if (!backend.CanRun(network.Plan, images, padding, out var obstacle)) throw Refused(backend, obstacle);
        return backend.Run(
            network, images, normalization ?? Normalization.Mnist, padding, progress, cancellationToken);
    }

    /// <summary>Says whether a backend can run a torch network over these images.</summary>
    internal static bool CanRun(
        nn.Module<Tensor, Tensor> model, ImageSet images, IInferenceBackend backend, int padding,
        [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = null;
        if (backend.Name == TorchInference.Name) return true;
        return NetworkWeights.Within(model, out obstacle) is { Plan: var plan }
            ? backend.CanRun(plan, images, padding, out obstacle) : obstacle is null;
    }

    private static NotSupportedException Refused(IInferenceBackend backend, string obstacle) =>
        new($"The backend {backend.Name} cannot run this network: {obstacle}.");
}
