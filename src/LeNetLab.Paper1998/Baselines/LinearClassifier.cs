namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// The linear classifier: each output is a weighted sum of the pixels and a bias, the highest one wins (LeCun et al.
/// 1998, section III-C.1). The paper: 12.0 % test error; 8.4 % on deslanted 20×20 images.
/// </summary>
public sealed class LinearClassifier : IDigitClassifier
{
    private readonly ImageSize _size;
    private readonly int _classes;
    private readonly float[] _weights;

    private LinearClassifier(ImageSize size, int classes, float[] weights) =>
        (_size, _classes, _weights) = (size, classes, weights);

    /// <summary>Finds the weights.</summary>
    /// <param name="train">Images of any one size.</param>
    /// <param name="options">How; least squares where null.</param>
    /// <param name="cancellationToken">Stops between two blocks or passes.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static LinearClassifier Train(
        ImageSet train, LinearOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LinearOptions();
        var size = ImageSize.Of(train);
        var weights = options.Fit == LinearFit.LeastSquares
            ? FeatureLayer.Fit(train, pixels => pixels, options.Ridge, cancellationToken)
            : LinearGradient.Descend(train, options, cancellationToken);
        return new LinearClassifier(size, train.Classes, weights);
    }

    /// <inheritdoc/>
    public string Description => $"linear, {_size.Height}×{_size.Width}";

    /// <inheritdoc/>
    public long Parameters => _weights.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _weights.Length;

    /// <summary>The weights that lead from every pixel, scaled to 0…1, to one class, height×width numbers.</summary>
    public float[] Weights(int label) =>
        [.. Enumerable.Range(0, _size.Pixels).Select(p => _weights[p * _classes + label])];

    /// <summary>The bias of one class.</summary>
    public float Bias(int label) => _weights[_size.Pixels * _classes + label];

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        NativeTorch.Load();
        using var weights = tensor(_weights, [_size.Pixels + 1, _classes]);
        return _size.Score(images, _classes, pixels => LeastSquares.WithOne(pixels).matmul(weights), cancellationToken);
    }
}
