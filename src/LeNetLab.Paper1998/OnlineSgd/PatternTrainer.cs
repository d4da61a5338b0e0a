using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>How a network learns one pattern at a time. The defaults are the paper's (sect. III-B).</summary>
public sealed record PatternTrainingOptions
{
    /// <summary>Passes over the training set.</summary>
    public int Passes { get; init; } = 20;

    /// <summary>
    /// Decides the first weights, the order of the patterns, the distortions, and what curvature is estimated on.
    /// </summary>
    public int Seed { get; init; } = 1998;

    /// <summary>Pixels of margin on each side; 2 makes 32×32 of 28×28.</summary>
    public int Padding { get; init; } = 2;

    /// <summary>μ of eq. 21.</summary>
    public double Mu { get; init; } = LevenbergMarquardt.Mu;

    /// <summary>η of each pass, from 1 on.</summary>
    public Func<int, double> Eta { get; init; } = LevenbergMarquardt.Eta;

    /// <summary>How weights move.</summary>
    public PatternSteps Steps { get; init; } = PatternSteps.LevenbergMarquardt;

    /// <summary>Patterns that the curvature is estimated on before each pass.</summary>
    public int CurvatureSamples { get; init; } = LevenbergMarquardt.Samples;

    /// <summary>
    /// What η is multiplied by. At the published rates, 1, the networks here learn unsteadily and end worse.
    /// </summary>
    public double RateFactor { get; init; } = 0.4;

    /// <summary>How much a distorted copy is distorted.</summary>
    public DistortionRanges Distortions { get; init; } = DistortionRanges.Planar;

    /// <summary>Distorted copies of each image; 0 for none, 9 in the paper.</summary>
    public int Copies { get; init; }

    /// <summary>The choices about steps in words.</summary>
    internal string Describe()
    {
        var etas = string.Join(' ', Enumerable.Range(1, Passes)
            .Select(pass => string.Create(CultureInfo.InvariantCulture, $"{Eta(pass):0.######}")));
        return Steps switch
        {
            PatternSteps.LevenbergMarquardt =>
                Invariant($"stochastic diagonal Levenberg-Marquardt, μ {Mu}, curvature from {CurvatureSamples} ")
                + Invariant($"patterns, η {RateFactor} times {etas}"),
            PatternSteps.GradientDescent =>
                Invariant($"gradient descent, one rate for all weights, {RateFactor} times {etas}"),
            PatternSteps.Adam => Invariant($"Adam, {RateFactor} times {etas}"),
            _ => throw new InvalidOperationException($"Unknown steps: {Steps}."),
        };
    }
}

/// <summary>How the weights of a network move that learns one pattern at a time.</summary>
public enum PatternSteps
{
    /// <summary>The paper's: each weight has a rate of its own, from its curvature.</summary>
    LevenbergMarquardt,

    /// <summary>One rate for all weights.</summary>
    GradientDescent,

    /// <summary>Adam.</summary>
    Adam,
}

/// <summary>What one pass came to.</summary>
/// <param name="Pass">From 1.</param>
/// <param name="Loss">Mean E, each pattern's taken just before its step.</param>
/// <param name="TrainErrorPercent">Patterns read wrong just before their step, of 100.</param>
/// <param name="LeastRate">Smallest rate ε_k of a weight.</param>
/// <param name="GreatestRate">Largest.</param>
public sealed record PassResult(int Pass, double Loss, double TrainErrorPercent, double LeastRate, double GreatestRate);

/// <summary>Teaches a network one pattern at a time.</summary>
public sealed class PatternTrainer
{
    private readonly PatternNetwork<float> _network;
    private readonly PatternTrainingOptions _options;
    private readonly PatternStream _stream;
    private readonly PatternPreparation<float> _preparation;
    private readonly byte[] _image;
    private readonly float[] _picture;

    /// <param name="network">What learns; its weights stay as they are until the first pass.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">The padded images are not what the network takes.</exception>
    public PatternTrainer(PatternNetwork<float> network, ImageSet train, PatternTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        (_network, _options) = (network, options);
        Rule = options.Steps == PatternSteps.Adam ? new AdamRule<float>() : StepRule<float>.Rates;
        _stream = new PatternStream(train, options.Seed, options.Distortions, options.Copies);
        _preparation = new PatternPreparation<float>(train.Height, train.Width, options.Padding);
        if (_preparation.Size != network.Inputs)
            throw new ArgumentException(
                $"Images of {train.Height}×{train.Width} with a margin of {options.Padding} have "
                + $"{_preparation.Size} pixels; the network takes {network.Inputs}.");
        (_image, _picture) = (new byte[train.Height * train.Width], new float[network.Inputs]);
    }

    /// <summary>How weights move; it may remember earlier steps.</summary>
    internal StepRule<float> Rule { get; }

    /// <summary>One pass: the rates are set anew, then every pattern is learnt once.</summary>
    /// <param name="pass">From 1.</param>
    /// <param name="progress">Told the share of the pass that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops between two patterns; the network has then learnt a part of the
    /// pass.</param>
    public PassResult Run(int pass, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        SetRates(pass);
        var (loss, wrong) = (0.0, 0);
        for (var n = 0; n < _stream.PerPass; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var label = Prepare(pass, n, _picture);
            var (error, right) = _network.Learn(_picture, label, Rule);
            loss += error;
            if (!right) wrong++;
            if (n % 500 == 0) progress?.Report((double)n / _stream.PerPass);
        }

        return new PassResult(pass, loss / _stream.PerPass, 100.0 * wrong / _stream.PerPass,
            Trainable.Min(layer => TensorPrimitives.Min<float>(layer.Rates)),
            Trainable.Max(layer => TensorPrimitives.Max<float>(layer.Rates)));
    }

    private IEnumerable<PatternLayer<float>> Trainable => _network.Layers.Where(layer => layer.Weights.Length > 0);

    private void SetRates(int pass)
    {
        var eta = _options.RateFactor * _options.Eta(pass);
        if (_options.Steps != PatternSteps.LevenbergMarquardt)
        {
            foreach (var layer in _network.Layers) layer.Rates.AsSpan().Fill((float)eta);
            return;
        }

        // Other patterns before each pass, drawn from the seed and the pass alone, so that a resumed run sees the same.
        var random = new Random(unchecked(_options.Seed * 1_000_003 + pass));
        LevenbergMarquardt.SetRates(_network, Sample, _options.CurvatureSamples, eta, _options.Mu);

        int Sample(int number, Span<float> picture) => Prepare(pass, random.Next(_stream.PerPass), picture);
    }

    private int Prepare(int pass, int number, Span<float> picture)
    {
        var label = _stream.Read(pass, number, _image);
        _preparation.Write(_image, picture);
        return label;
    }
}
