namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// Nearest neighbours by tangent distance: how near two images come when both may be shifted, scaled, turned, skewed
/// and thickened a little (LeCun et al. 1998, section III-C.8; Simard et al. 1993). The paper: 1.1 % on 16×16 images.
/// </summary>
/// <remarks>
/// The changes are taken as linear: each image spans a plane, and the distance is that between two planes. As in the
/// paper, the Euclidean distance first chooses which images are worth the work.
/// </remarks>
public sealed class TangentDistanceClassifier : IDigitClassifier
{
    private readonly ImageSet _train;
    private readonly TangentOptions _options;
    private readonly NearestNeighbours _prefilter;

    private TangentDistanceClassifier(ImageSet train, TangentOptions options)
    {
        (_train, _options) = (train, options);
        _prefilter = NearestNeighbours.Train(train, Math.Min(options.Candidates, train.Count));
    }

    /// <summary>Keeps the images.</summary>
    /// <param name="train">Images of any one size, not fewer than there are neighbours.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="cancellationToken">Asked once.</param>
    /// <exception cref="ArgumentException">There are too few images, or fewer candidates than neighbours.</exception>
    public static TangentDistanceClassifier Train(
        ImageSet train, TangentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new TangentOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Neighbours, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Smoothing);
        if (Math.Min(options.Candidates, train.Count) < options.Neighbours)
            throw new ArgumentException($"{options.Neighbours} neighbours cannot be had from " +
                $"{Math.Min(options.Candidates, train.Count)} images.", nameof(options));
        cancellationToken.ThrowIfCancellationRequested();
        return new TangentDistanceClassifier(train, options);
    }

    /// <inheritdoc/>
    public string Description => $"tangent distance, {_train.Height}×{_train.Width}, {_options.Neighbours} " +
        $"neighbours of {_options.Candidates} candidates";

    /// <inheritdoc/>
    public long Parameters => _train.Pixels.Length;

    /// <summary>
    /// Euclidean distances to all images, then for each candidate its tangent vectors by those of the image, both by
    /// the difference, and the solution of their equations.
    /// </summary>
    public long MultiplyAdds => _train.Pixels.Length
        + (long)_options.Candidates
            * ((TangentVectors.Count * TangentVectors.Count + 2 * TangentVectors.Count) * _train.Height * _train.Width
                + 500);

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        var candidates = _prefilter.Find(images, cancellationToken);
        var perImage = _prefilter.Neighbours;
        var planes = new Dictionary<int, TangentPlane>();
        var scores = new float[images.Count * _train.Classes];
        var distances = new (double Distance, int Index)[perImage];
        for (var i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = TangentPlane.Of(images, i, _options.Smoothing);
            for (var c = 0; c < perImage; c++)
            {
                var index = candidates[i * perImage + c];
                if (!planes.TryGetValue(index, out var plane))
                    planes[index] = plane = TangentPlane.Of(_train, index, _options.Smoothing);
                distances[c] = (own.DistanceTo(plane), index);
            }

            Array.Sort(distances);
            for (var n = 0; n < _options.Neighbours; n++)
            {
                ref var score = ref scores[i * _train.Classes + _train.Label(distances[n].Index)];
                score += score == 0 ? 1 + 0.4f / (n + 1) : 1;
            }
        }

        return new Predictions(scores, images.Labels.ToArray(), _train.Classes);
    }
}
