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
        normalization ??= Normalization.Mnist;
        var margin = padding ?? MarginFor(model, images);
        if (backend is null)
            return TorchInference.Run(model, images, normalization, margin, progress, cancellationToken);
        if (!backend.CanRun(model, images, margin, out var obstacle))
            throw new NotSupportedException($"The backend {backend.Name} cannot run this network: {obstacle}.");
        return backend.Run(model, images, normalization, margin, progress, cancellationToken);
    }

    /// <summary>The margin with which the images fill the network's input; LeNet-5's 2 where none does.</summary>
    internal static int MarginFor(nn.Module model, ImageSet images) =>
        model is PlannedNetwork { Plan: var plan } && plan.Height - images.Height is >= 0 and var rows
            && rows % 2 == 0 && rows == plan.Width - images.Width ? rows / 2 : 2;
}
