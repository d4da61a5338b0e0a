namespace LeNetLab.Visualization.Analysis;

/// <summary>Measures accuracy on increasingly corrupted images (LeCun et al. 1998, Fig. 13, with numbers).</summary>
public sealed class RobustnessSweep
{
    private readonly ImageSet _images;
    private readonly ulong _seed;

    private RobustnessSweep(Corruption corruption, ImageSet images, ulong seed, IReadOnlyList<double> levels,
        IReadOnlyList<Predictions> predictions) =>
            (Corruption, _images, _seed, Levels, Predictions) = (corruption, images, seed, levels, predictions);

    /// <summary>How the images were spoilt.</summary>
    public Corruption Corruption { get; }

    /// <summary>How far, in the corruption's unit and the order given.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>What the network said at each level.</summary>
    public IReadOnlyList<Predictions> Predictions { get; }

    /// <summary>What the network said at one of the levels.</summary>
    /// <exception cref="ArgumentException">It is none of <see cref="Levels"/>.</exception>
    public Predictions At(double level) => Levels.Contains(level)
        ? Predictions[Levels.TakeWhile(l => l != level).Count()]
        : throw new ArgumentException($"Expected one of {string.Join(", ", Levels)}, found {level}.", nameof(level));

    /// <summary>Share of images read right at each level, 0…1.</summary>
    public IReadOnlyList<double> Accuracies => [.. Predictions.Select(p => p.Accuracy)];

    /// <summary>One image as it was at each level, height × width bytes each.</summary>
    /// <param name="index">The image's index in the set.</param>
    public IReadOnlyList<byte[]> Images(int index) => [.. Levels.Select(level =>
    {
        var pixels = new byte[_images.Height * _images.Width];
        Corruption.Apply(_images.Image(index), pixels, _images.Height, _images.Width, level, _seed, index);
        return pixels;
    })];

    /// <summary>Reads the images at every level.</summary>
    /// <param name="model">Takes [N, 1, height + 4, width + 4], gives logits [N, classes].</param>
    /// <param name="images">The images; a thousand give a curve to within about a per cent.</param>
    /// <param name="corruption">How to spoil them.</param>
    /// <param name="levels">How far, in the corruption's unit.</param>
    /// <param name="seed">Same seed, same images.</param>
    /// <param name="backend">What runs the network; torch where null.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">There is no level.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The corruption has no such level.</exception>
    public static RobustnessSweep Run(nn.Module<Tensor, Tensor> model, ImageSet images, Corruption corruption,
        IReadOnlyList<double> levels, ulong seed = 1998, IInferenceBackend? backend = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(corruption);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count == 0)
            throw new ArgumentException("A sweep needs at least one level; got none.", nameof(levels));
        var predictions = new List<Predictions>(levels.Count);
        foreach (var level in levels)
        {
            var spoiled = corruption.Apply(images, level, seed);
            predictions.Add(Inference.Run(model, spoiled, backend, cancellationToken: cancellationToken));
        }

        return new RobustnessSweep(corruption, images, seed, [.. levels], predictions);
    }
}
