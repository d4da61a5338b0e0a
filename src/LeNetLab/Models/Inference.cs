namespace LeNetLab.Models;

/// <summary>Runs a network over a set of images, without gradients.</summary>
public static class Inference
{
    /// <summary>Computes the network's outputs for every image of the set; its training mode is put back.</summary>
    /// <param name="model">
    /// Takes [N, channels, height + 2·padding, width + 2·padding], gives logits [N, classes].
    /// </param>
    /// <param name="images">What to read.</param>
    /// <param name="backend">What computes; torch where null, on the device that the network is on.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels. Null for what the network needs: a
    /// <see cref="PlannedNetwork"/> knows it, and any other gets 2.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NotSupportedException">
    /// The backend cannot run this network; the message says why.
    /// </exception>
    public static Predictions Run(
        nn.Module<Tensor, Tensor> model, ImageSet images, IInferenceBackend? backend = null,
        Normalization? normalization = null, int? padding = null,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        NativeTorch.Load();
        if (backend is null || backend.Name == TorchInference.Name)
            return TorchInference.Run(
                model, images, normalization ?? Normalization.Mnist, padding ?? MarginFor(model, images), progress,
                cancellationToken);
        var network = NetworkWeights.Within(model, out var obstacle) ?? throw Refused(backend, obstacle!);
        return Run(network, images, backend, normalization, padding, progress, cancellationToken);
    }

    /// <summary>Computes the network's outputs for every image of the set.</summary>
    /// <param name="network">Takes the plan's input, gives logits [N, classes].</param>
    /// <param name="images">What to read.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels; null for what the plan needs.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NotSupportedException">
    /// The backend cannot run this network; the message says why.
    /// </exception>
    public static Predictions Run(
        NetworkWeights network, ImageSet images, IInferenceBackend backend,
        Normalization? normalization = null, int? padding = null,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(backend);
        var margin = padding ?? MarginFor(network.Plan, images);
        if (!backend.CanRun(network.Plan, images, margin, out var obstacle)) throw Refused(backend, obstacle);
        return backend.Run(network, images, normalization ?? Normalization.Mnist, margin, progress, cancellationToken);
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

    /// <summary>The margin with which the images fill the network's input; LeNet-5's 2 where none does.</summary>
    internal static int MarginFor(nn.Module model, ImageSet images) =>
        MarginFor((model as PlannedNetwork)?.Plan, images);

    /// <inheritdoc cref="MarginFor(nn.Module, ImageSet)"/>
    internal static int MarginFor(NetworkPlan? plan, ImageSet images) =>
        plan is not null && plan.Height - images.Height is >= 0 and var rows
            && rows % 2 == 0 && rows == plan.Width - images.Width ? rows / 2 : 2;

    private static NotSupportedException Refused(IInferenceBackend backend, string obstacle) =>
        new($"The backend {backend.Name} cannot run this network: {obstacle}.");
}
