using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Models;
using LeNetLab.Simd.Network;

namespace LeNetLab.Simd;

/// <summary>
/// A trained LeNet-5 that only reads. It is the same network as the <see cref="LeNet5"/> of the same file, and needs no
/// torch: a program that reads a few digits is done before torch would be loaded. Several threads may read at once.
/// </summary>
public sealed class LeNet5Predictor : IDisposable
{
    private readonly SimdWeights _weights;
    private readonly SimdInference _inference;

    private LeNet5Predictor(SafeTensorsFile file, string source)
    {
        (Options, ClassNames, Preparation) = LeNet5File.Of(file, source);
        _weights = new SimdWeights(file, Options.Classes, source);
        _inference = new SimdInference(_weights, Options);
    }

    /// <summary>The network's choices.</summary>
    public LeNet5Options Options { get; }

    /// <summary>What a reader calls each output.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How the images are to be prepared.</summary>
    public Preparation Preparation { get; }

    /// <summary>The network that comes with the library. The caller disposes it.</summary>
    public static LeNet5Predictor Pretrained()
    {
        var (file, name) = LeNet5File.Pretrained();
        return new LeNet5Predictor(file, name);
    }

    /// <summary>The network that a weights file holds. The caller disposes it.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds another network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LeNet5Predictor Load(string path) => new(SafeTensorsFile.Read(path), path);

    /// <summary>The network's outputs for every image of a set, on all cores.</summary>
    /// <param name="images">28×28, or 32×32 with a <paramref name="padding"/> of 0.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops on the way.</param>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public Predictions Read(
        ImageSet images, Normalization? normalization = null, int padding = 2,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!SimdInput.CanTake(images, padding))
            throw new ArgumentException(
                $"LeNet-5 takes grey images of 32×32, not {images.Height}×{images.Width} with a margin of {padding}"
                + (images.Channels == 1 ? "." : $" and {images.Channels} channels."), nameof(images));
        var logits = _inference.Run(images, normalization ?? Normalization.Mnist, progress, cancellationToken);
        return new Predictions(logits, images.Labels.ToArray(), Options.Classes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inference.Dispose();
        _weights.Dispose();
    }
}
