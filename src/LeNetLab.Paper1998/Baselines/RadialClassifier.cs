namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// 1,000 Gaussian radial basis units, then a linear classifier: 100 centres from the images of each class by K-means,
/// and weights by a regularised pseudo-inverse (LeCun et al. 1998, section III-C.4). The paper: 3.6 % test error.
/// </summary>
public sealed class RadialClassifier : IDigitClassifier
{
    private readonly ImageSize _size;
    private readonly int _classes;
    private readonly float[] _centres;
    private readonly float[] _weights;

    private RadialClassifier(ImageSize size, int classes, float[] centres, double deviation, float[] weights) =>
        (_size, _classes, _centres, Deviation, _weights) = (size, classes, centres, deviation, weights);

    /// <summary>Finds the centres, their one width, and the weights.</summary>
    /// <param name="train">Images of any one size; a class gets at most as many units as images.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="cancellationToken">Stops between two rounds or blocks.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static RadialClassifier Train(
        ImageSet train, RadialOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RadialOptions();
        var size = ImageSize.Of(train);
        var centres = new List<float>();
        double squares = 0;
        for (var label = 0; label < train.Classes; label++)
        {
            var images = train.Subset(train.IndicesOf(label));
            if (images.Count == 0) continue;
            var own = KMeans.Centres(images, options.UnitsPerClass, options.Rounds, options.Seed + label,
                cancellationToken);
            squares += SumOfSquares(images, own);
            centres.AddRange(own);
        }

        // Where every image is a centre there is no distance to go by; any width above 0 does.
        var deviation = Math.Max(1e-3, options.Width * Math.Sqrt(squares / train.Count));
        float[] all = [.. centres];
        using var places = tensor(all, [all.Length / size.Pixels, size.Pixels]);
        var weights = FeatureLayer.Fit(train, pixels => Activations(pixels, places, deviation), options.Ridge,
            cancellationToken);
        return new RadialClassifier(size, train.Classes, all, deviation, weights);
    }

    /// <summary>The deviation of the Gaussians, in pixels of 0…1.</summary>
    public double Deviation { get; }

    /// <summary>Number of Gaussian units.</summary>
    public int Units => _centres.Length / _size.Pixels;

    /// <summary>The centre of one unit, height×width numbers 0…1.</summary>
    public ReadOnlyMemory<float> Centre(int unit) => _centres.AsMemory(unit * _size.Pixels, _size.Pixels);

    /// <inheritdoc/>
    public string Description => $"{Units} RBF + linear, {_size.Height}×{_size.Width}";

    /// <inheritdoc/>
    public long Parameters => _centres.Length + _weights.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _centres.Length + _weights.Length;

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        var places = tensor(_centres, [Units, _size.Pixels]);
        var weights = tensor(_weights, [Units + 1, _classes]);
        return _size.Score(images, _classes,
            pixels => LeastSquares.WithOne(Activations(pixels, places, Deviation)).matmul(weights), cancellationToken);
    }

    /// <summary>exp(−‖x − c‖² / 2σ²) of points [n, pixels] and centres [k, pixels]: [n, k].</summary>
    internal static Tensor Activations(Tensor points, Tensor centres, double deviation)
    {
        using var scope = NewDisposeScope();
        var distances = points.pow(2).sum([1], keepdim: true) + centres.pow(2).sum([1])
            - 2 * points.matmul(centres.t());
        return exp(distances.clamp_min(0) / (-2 * deviation * deviation)).MoveToOuterDisposeScope();
    }

    private static double SumOfSquares(ImageSet images, float[] centres)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var points = ImageSize.Rows(images, 0, images.Count);
        var places = tensor(centres, [centres.Length / points.shape[1], points.shape[1]]);
        var distances = points.pow(2).sum([1], keepdim: true) + places.pow(2).sum([1]) - 2 * points.matmul(places.t());
        return distances.amin([1]).clamp_min(0).to(ScalarType.Float64).sum().item<double>();
    }
}
