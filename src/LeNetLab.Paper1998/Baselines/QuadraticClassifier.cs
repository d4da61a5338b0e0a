namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// 40 principal components, then a polynomial of second degree: a linear classifier over all products of two components
/// (LeCun et al. 1998, section III-C.3). The paper: 3.3 % test error, with 821 inputs.
/// </summary>
public sealed class QuadraticClassifier : IDigitClassifier
{
    private readonly ImageSize _size;
    private readonly int _classes;
    private readonly QuadraticOptions _options;
    private readonly PrincipalAxes _axes;
    private readonly float[] _weights;

    private QuadraticClassifier(
        ImageSize size, int classes, QuadraticOptions options, PrincipalAxes axes, float[] weights) =>
            (_size, _classes, _options, _axes, _weights) = (size, classes, options, axes, weights);

    /// <summary>Finds the components, then the weights of their products by least squares.</summary>
    /// <param name="train">Images of any one size.</param>
    /// <param name="options">The paper's where null.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <exception cref="ArgumentException">There is no image, or the images have fewer pixels than
    /// components.</exception>
    public static QuadraticClassifier Train(
        ImageSet train, QuadraticOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new QuadraticOptions();
        var size = ImageSize.Of(train);
        var axes = PrincipalAxes.Of(train, options.Components, cancellationToken);
        using var scope = NewDisposeScope();
        var weights = FeatureLayer.Fit(train, Features(axes, options), options.Ridge, cancellationToken);
        return new QuadraticClassifier(size, train.Classes, options, axes, weights);
    }

    /// <inheritdoc/>
    public string Description => $"{_options.Components} PCA + quadratic, {_size.Height}×{_size.Width}";

    /// <inheritdoc/>
    public long Parameters => _axes.Mean.Length + _axes.Axes.Length + _weights.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _axes.Axes.Length + _weights.Length;

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        var weights = tensor(_weights, [_weights.Length / _classes, _classes]);
        var features = Features(_axes, _options);
        return _size.Score(images, _classes, pixels => LeastSquares.WithOne(features(pixels)).matmul(weights),
            cancellationToken);
    }

    /// <summary>
    /// From points [n, k] to all products of two of their numbers, [n, k·(k+1)/2]: 1·1, 1·2, … 1·k, 2·2, … k·k, and,
    /// where asked for, the numbers themselves after these.
    /// </summary>
    internal static Tensor Products(Tensor points, bool linearTerms)
    {
        using var scope = NewDisposeScope();
        var size = points.shape[1];
        var parts = new List<Tensor>();
        for (long i = 0; i < size; i++) parts.Add(points.narrow(1, i, 1) * points.narrow(1, i, size - i));
        if (linearTerms) parts.Add(points);
        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    private static Func<Tensor, Tensor> Features(PrincipalAxes axes, QuadraticOptions options)
    {
        NativeTorch.Load();
        var mean = tensor(axes.Mean);
        var matrix = tensor(axes.Axes, [axes.Mean.Length, options.Components]);
        return pixels => Products((options.Centred ? pixels - mean : pixels).matmul(matrix), options.LinearTerms);
    }
}
