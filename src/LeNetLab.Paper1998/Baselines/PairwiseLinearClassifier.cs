namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// Pairwise linear classifier: 45 linear units, each fitted by least squares to tell one class (+1) from one other
/// (−1), on images of these two only (LeCun et al. 1998, section III-C.1). The paper: 7.6 % test error.
/// </summary>
public sealed class PairwiseLinearClassifier : IDigitClassifier
{
    private readonly ImageSize _size;
    private readonly int _classes;
    private readonly PairwiseDecision _decision;
    private readonly (int First, int Second)[] _pairs;
    private readonly float[] _weights;

    private PairwiseLinearClassifier(ImageSize size, int classes, PairwiseDecision decision, float[] weights) =>
        (_size, _classes, _decision, _pairs, _weights) = (size, classes, decision, ClassPairs.Of(classes), weights);

    /// <summary>Finds the weights of every pair. The sums of squares and products are taken once a class.</summary>
    /// <param name="train">Images of any one size; a pair with a class that has none gets weights of 0.</param>
    /// <param name="options">The paper's where null.</param>
    /// <param name="cancellationToken">Stops between two blocks or pairs.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static PairwiseLinearClassifier Train(
        ImageSet train, PairwiseOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PairwiseOptions();
        var size = ImageSize.Of(train);
        NativeTorch.Load();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var pairs = ClassPairs.Of(train.Classes);
        var moments = Enumerable.Range(0, train.Classes).Select(c => Moments(train, c, cancellationToken)).ToArray();
        var inputs = size.Pixels + 1;
        var weights = new float[pairs.Length * inputs];
        for (var p = 0; p < pairs.Length; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (moments[pairs[p].First] is not { } first || moments[pairs[p].Second] is not { } second) continue;
            using var pair = NewDisposeScope();
            var solution = LeastSquares.Solve(first.Squares + second.Squares, (first.Sum - second.Sum).unsqueeze(1),
                options.Ridge);
            solution.to(ScalarType.Float32).contiguous().Floats().CopyTo(weights.AsSpan(p * inputs));
        }

        return new PairwiseLinearClassifier(size, train.Classes, options.Decision, weights);
    }

    /// <inheritdoc/>
    public string Description => $"pairwise linear, {_size.Height}×{_size.Width}, {_pairs.Length} units";

    /// <inheritdoc/>
    public long Parameters => _weights.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _weights.Length;

    /// <summary>All units' outputs, images×pairs; pairs are 0/1, 0/2, … 8/9, and above 0 means the first.</summary>
    /// <inheritdoc cref="IDigitClassifier.Read" path="/param"/>
    public float[] Outputs(ImageSet images, CancellationToken cancellationToken = default)
    {
        _size.Require(images);
        NativeTorch.Load();
        using var inference = inference_mode();
        using var weights = tensor(_weights, [_pairs.Length, _size.Pixels + 1]);
        var outputs = new float[images.Count * _pairs.Length];
        for (var start = 0; start < images.Count; start += ImageSize.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var inputs = LeastSquares.WithOne(
                ImageSize.Rows(images, start, Math.Min(ImageSize.Block, images.Count - start)));
            inputs.matmul(weights.t()).contiguous().Floats().CopyTo(outputs.AsSpan(start * _pairs.Length));
        }

        return outputs;
    }

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        var outputs = Outputs(images, cancellationToken);
        var scores = new float[images.Count * _classes];
        for (var i = 0; i < images.Count; i++)
            ClassPairs.Decide(outputs.AsSpan(i * _pairs.Length, _pairs.Length), _pairs, _decision,
                scores.AsSpan(i * _classes, _classes));
        return new Predictions(scores, images.Labels.ToArray(), _classes);
    }

    /// <summary>XᵀX and the sum of rows of one class's inputs; null for a class without images.</summary>
    private static (Tensor Squares, Tensor Sum)? Moments(ImageSet train, int label, CancellationToken cancellationToken)
    {
        var images = train.Subset(train.IndicesOf(label));
        if (images.Count == 0) return null;
        var inputs = train.Height * train.Width + 1;
        var squares = zeros(inputs, inputs, dtype: ScalarType.Float64);
        var sum = zeros(inputs, dtype: ScalarType.Float64);
        for (var start = 0; start < images.Count; start += ImageSize.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = LeastSquares.WithOne(
                ImageSize.Rows(images, start, Math.Min(ImageSize.Block, images.Count - start)).to(ScalarType.Float64));
            squares.add_(rows.t().matmul(rows));
            sum.add_(rows.sum([0]));
        }

        return (squares, sum);
    }
}
