namespace LeNetLab.Models;

/// <summary>Computes a network's outputs for many images: what <see cref="Inference"/> hands the work to.</summary>
public interface IInferenceBackend
{
    /// <summary>Gets the word that chooses it, such as "torch".</summary>
    string Name { get; }

    /// <summary>Says whether it can run a network over these images.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="images">What it is to read.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="obstacle">What prevents it, as the end of a sentence; null where nothing does.</param>
    bool CanRun(NetworkPlan plan, ImageSet images, int padding, [NotNullWhen(false)] out string? obstacle);

    /// <summary>Runs a network that <see cref="CanRun"/> accepts, without gradients.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">What to read.</param>
    /// <param name="normalization">How bytes become numbers.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    Predictions Run(
        NetworkWeights network, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken);
}
