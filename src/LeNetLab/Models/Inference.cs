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
        normalization ??= Normalization.Mnist;
        if (backend is null)
            return TorchInference.Run(model, images, normalization, padding, progress, cancellationToken);
        if (!backend.CanRun(model, images, padding, out var obstacle))
            throw new NotSupportedException($"The backend {backend.Name} cannot run this network: {obstacle}.");
        return backend.Run(model, images, normalization, padding, progress, cancellationToken);
    }
}
