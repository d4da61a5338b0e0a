namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// Support vector machine with a polynomial kernel of degree 4 (LeCun et al. 1998, section III-C.9; Cortes and Vapnik
/// 1995). The paper: 1.1 % test error on deslanted images.
/// </summary>
public sealed class PolynomialSvm : IDigitClassifier
{
    private readonly ImageSize _size;
    private readonly int _classes;
    private readonly SvmOptions _options;
    private readonly ImageSet _support;
    private readonly float[] _factors;
    private readonly float[] _biases;

    private PolynomialSvm(ImageSize size, SvmOptions options, ImageSet support, float[] factors, float[] biases) =>
        (_size, _classes, _options, _support, _factors, _biases) = (size, support.Classes, options, support,
            factors, biases);

    /// <summary>Trains one machine a class or a pair of classes.</summary>
    /// <param name="train">Images of any one size, of two classes or more.</param>
    /// <param name="options">The defaults where null.</param>
    /// <param name="progress">Told the number of machines done.</param>
    /// <param name="cancellationToken">Stops soon, wherever it is.</param>
    /// <exception cref="ArgumentException">There is no image, or only one class has any.</exception>
    public static PolynomialSvm Train(ImageSet train, SvmOptions? options = null, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new SvmOptions();
        var size = ImageSize.Of(train);
        if (train.CountPerClass().Count(n => n > 0) < 2)
            throw new ArgumentException("Images of one class only cannot be separated.", nameof(train));
        NativeTorch.Load();
        using var inference = inference_mode();
        using var whole = NewDisposeScope();
        var rows = PolynomialKernel.UnitRows(train, 0, train.Count);
        var problems = Problems(train, options.Scheme);
        var factors = new List<(int Image, int Machine, float Factor)>();
        var biases = new float[problems.Length];
        for (var m = 0; m < problems.Length; m++)
        {
            var (images, signs) = problems[m](train);
            // A class without images never wins against one that has some.
            if (!signs.Contains(1f) || !signs.Contains(-1f)) biases[m] = signs.Contains(1f) ? 1 : -1;
            else biases[m] = Separate(rows, images, signs, m, options, factors, cancellationToken);
            progress?.Report(m + 1);
        }

        return Collect(train, size, options, factors, biases);
    }

    /// <inheritdoc/>
    public string Description => $"SVM, polynomial of degree {_options.Degree}, {_size.Height}×{_size.Width}, " +
        $"{_support.Count:N0} support vectors";

    /// <summary>Number of training images that at least one machine keeps.</summary>
    public int SupportVectors => _support.Count;

    /// <inheritdoc/>
    public long Parameters => _support.Pixels.Length + _factors.Count(f => f != 0) + _biases.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _support.Pixels.Length + _factors.Count(f => f != 0);

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default)
    {
        NativeTorch.Load();
        using var inference = inference_mode();
        using var whole = NewDisposeScope();
        var vectors = PolynomialKernel.UnitRows(_support, 0, _support.Count);
        var factors = tensor(_factors, [_support.Count, _biases.Length]);
        var biases = tensor(_biases);
        var pairs = ClassPairs.Of(_classes);
        return _size.Score(images, _classes, pixels => Scores(pixels), cancellationToken);

        Tensor Scores(Tensor pixels)
        {
            var outputs =
                PolynomialKernel.Of(PolynomialKernel.Unit(pixels), vectors, _options.Degree).matmul(factors) + biases;
            if (_options.Scheme == SvmScheme.OneAgainstRest) return outputs;
            var scores = new float[outputs.shape[0] * _classes];
            var numbers = outputs.contiguous().Floats();
            for (var i = 0; i < outputs.shape[0]; i++)
                ClassPairs.Decide(numbers.Slice(i * pairs.Length, pairs.Length), pairs, PairwiseDecision.Votes,
                    scores.AsSpan(i * _classes, _classes));
            return tensor(scores, [outputs.shape[0], _classes]);
        }
    }

    /// <summary>Which images each machine sees, and on which side; null for all.</summary>
    private static Func<ImageSet, (int[]? Images, float[] Signs)>[] Problems(ImageSet train, SvmScheme scheme) =>
        scheme == SvmScheme.OneAgainstRest
            ? [.. Enumerable.Range(0, train.Classes).Select(c => new Func<ImageSet, (int[]?, float[])>(
                set => (null, Array.ConvertAll(set.Labels.ToArray(), label => label == c ? 1f : -1f))))]
            : [.. ClassPairs.Of(train.Classes).Select(pair => new Func<ImageSet, (int[]?, float[])>(set =>
            {
                int[] images = [.. Enumerable.Range(0,
                    set.Count).Where(i => set.Label(i) == pair.First || set.Label(i) == pair.Second)];
                return (images, Array.ConvertAll(images, i => set.Label(i) == pair.First ? 1f : -1f));
            }))];

    private static float Separate(Tensor rows, int[]? images, float[] signs, int machine, SvmOptions options,
        List<(int Image, int Machine, float Factor)> factors, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var own = images is null ? rows : rows.index_select(0, tensor(Array.ConvertAll(images, i => (long)i)));
        var solution = SupportVectorMachine.Train(own, signs, options, cancellationToken);
        for (var i = 0; i < signs.Length; i++)
            if (solution.Weights[i] > 0)
                factors.Add((images?[i] ?? i, machine, (float)(solution.Weights[i] * signs[i])));
        return (float)solution.Bias;
    }

    private static PolynomialSvm Collect(ImageSet train, ImageSize size, SvmOptions options,
        List<(int Image, int Machine, float Factor)> factors, float[] biases)
    {
        int[] images = [.. factors.Select(f => f.Image).Distinct().Order()];
        var places = images.Select((image, place) => (image, place)).ToDictionary(p => p.image, p => p.place);
        var matrix = new float[images.Length * biases.Length];
        foreach (var (image, machine, factor) in factors) matrix[places[image] * biases.Length + machine] = factor;
        return new PolynomialSvm(size, options, train.Subset(images), matrix, biases);
    }
}
