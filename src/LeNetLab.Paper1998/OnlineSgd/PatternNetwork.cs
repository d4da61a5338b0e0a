using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// A network that learns from one pattern at a time: layers in a row and a criterion behind them. It keeps one
/// pattern's answers between its steps, so one thread uses it at a time.
/// </summary>
/// <typeparam name="T">float to train; double to be checked.</typeparam>
public sealed class PatternNetwork<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PatternLayer<T>[] _layers;
    private readonly T[][] _answers, _gradients;
    private readonly T[] _scores;

    /// <param name="criterion">What the last layer is asked for.</param>
    /// <param name="layers">From the picture on.</param>
    /// <exception cref="ArgumentException">A layer takes another number of inputs than the one before
    /// gives.</exception>
    public PatternNetwork(Criterion<T> criterion, params PatternLayer<T>[] layers)
    {
        ArgumentNullException.ThrowIfNull(criterion);
        ArgumentNullException.ThrowIfNull(layers);
        for (var l = 0; l < layers.Length; l++)
        {
            var next = l + 1 < layers.Length ? layers[l + 1].Inputs : criterion.Inputs;
            if (layers[l].Outputs != next)
                throw new ArgumentException(
                    $"Layer {l} gives {layers[l].Outputs} numbers, and what follows takes {next}.");
        }

        (Criterion, _layers) = (criterion, layers);
        _answers = Array.ConvertAll(layers, layer => new T[layer.Outputs]);
        _gradients = Array.ConvertAll(layers, layer => new T[layer.Outputs]);
        _scores = new T[criterion.Classes];
    }

    /// <summary>What the last layer is asked for.</summary>
    public Criterion<T> Criterion { get; }

    /// <summary>From the picture on.</summary>
    public IReadOnlyList<PatternLayer<T>> Layers => _layers;

    /// <summary>Numbers of a picture.</summary>
    public int Inputs => _layers[0].Inputs;

    /// <summary>Trainable numbers.</summary>
    public int Parameters => _layers.Sum(layer => layer.Weights.Length);

    /// <summary>Multiply-adds to read one picture: connections without biases.</summary>
    public int MultiplyAdds => _layers.Sum(layer => layer.MultiplyAdds) + Criterion.Connections;

    /// <summary>Connections as the paper counts them, those with fixed weights included.</summary>
    public int Connections => _layers.Sum(layer => layer.Connections) + Criterion.Connections;

    /// <summary>The first weights, as <see cref="PublishedInitialization"/> says.</summary>
    public void Initialise(int seed, FanInRule rule = FanInRule.SquareRoot)
    {
        var random = new Random(seed);
        foreach (var layer in _layers)
        {
            for (var k = 0; k < layer.Weights.Length; k++)
                layer.Weights[k] = T.CreateChecked(
                    (2 * random.NextDouble() - 1) * PublishedInitialization.Range(layer.FanIn(k), rule));
        }
    }

    /// <summary>One number a class; the largest is the class that is read. Valid until the next call.</summary>
    public ReadOnlySpan<T> Scores(ReadOnlySpan<T> picture)
    {
        Criterion.Scores(Forward(picture), _scores);
        return _scores;
    }

    /// <summary>The class that is read.</summary>
    public int Read(ReadOnlySpan<T> picture) => TensorPrimitives.IndexOfMax(Scores(picture));

    /// <summary>E of one pattern; each layer's gradient is left in it.</summary>
    public T Gradient(ReadOnlySpan<T> picture, int label)
    {
        Forward(picture);
        return BackFrom(picture, label);
    }

    /// <summary>One pattern: read it, and move every weight.</summary>
    /// <param name="picture">The pattern.</param>
    /// <param name="label">Its class.</param>
    /// <param name="rule">How weights move.</param>
    /// <returns>E before the step, and whether it was read right.</returns>
    public (T Error, bool Right) Learn(ReadOnlySpan<T> picture, int label, StepRule<T> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var right = Read(picture) == label;
        return (BackFrom(picture, label, rule), right);
    }

    /// <summary>Adds one pattern's second derivatives to the layers' curvatures.</summary>
    public void AddCurvature(ReadOnlySpan<T> picture, int label)
    {
        var last = _layers.Length - 1;
        Criterion.Curvature(Forward(picture), label, _gradients[last]);
        for (var l = last; l >= 0; l--)
            _layers[l].BackwardCurvature(Below(l, picture), _answers[l], _gradients[l], l > 0 ? _gradients[l - 1] : []);
    }

    private T[] Forward(ReadOnlySpan<T> picture)
    {
        for (var l = 0; l < _layers.Length; l++) _layers[l].Forward(Below(l, picture), _answers[l]);
        return _answers[^1];
    }

    private T BackFrom(ReadOnlySpan<T> picture, int label, StepRule<T>? rule = null)
    {
        var last = _layers.Length - 1;
        var error = Criterion.Gradient(_answers[last], label, _gradients[last]);
        for (var l = last; l >= 0; l--)
            _layers[l].Backward(Below(l, picture), _answers[l], _gradients[l], l > 0 ? _gradients[l - 1] : [], rule);
        return error;
    }

    private ReadOnlySpan<T> Below(int layer, ReadOnlySpan<T> picture) => layer == 0 ? picture : _answers[layer - 1];
}
