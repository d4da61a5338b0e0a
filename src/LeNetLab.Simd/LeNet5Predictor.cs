namespace LeNetLab.Simd;

/// <summary>
/// A trained network that only reads, the same as the torch network of the same file, and without torch: a program that
/// reads a few digits is done before torch would be loaded. Several threads may read at once.
/// </summary>
public sealed class LeNet5Predictor : IDisposable
{
    private readonly NetworkWeights _network;
    private readonly SimdInference _inference;

    private LeNet5Predictor(NetworkWeights network, string source)
    {
        _network = network;
        Options = network.LeNet5 ?? throw new SafeTensorsFormatException($"{source} holds no LeNet-5");
        _inference = new SimdInference(network);
    }

    /// <summary>The network's choices.</summary>
    public LeNet5Options Options { get; }

    /// <summary>What a reader calls each output.</summary>
    public IReadOnlyList<string> ClassNames => _network.ClassNames;

    /// <summary>How the images are to be prepared.</summary>
    public Preparation Preparation => _network.Preparation;

    /// <summary>The network that comes with the library. The caller disposes it.</summary>
    public static LeNet5Predictor Pretrained() => new(NetworkWeights.Pretrained(), "the library");

    /// <summary>The network that a weights file holds. The caller disposes it.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds another network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LeNet5Predictor Load(string path) => new(NetworkWeights.Load(path), path);

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
        if (PlanCheck.Obstacle(_network.Plan, images, padding) is { } obstacle)
            throw new ArgumentException($"The network cannot read them: {obstacle}.", nameof(images));
        var logits = _inference.Run(images, normalization ?? Normalization.Mnist, padding, progress, cancellationToken);
        return new Predictions(logits, images.Labels.ToArray(), Options.Classes);
    }

    /// <inheritdoc/>
    public void Dispose() => _inference.Dispose();
}
