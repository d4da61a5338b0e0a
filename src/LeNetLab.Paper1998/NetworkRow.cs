using System.Diagnostics;

namespace LeNetLab.Paper1998;

/// <summary>A row whose network learns one pattern at a time.</summary>
public sealed record NetworkRow : PaperRow
{
    /// <summary>Makes the network, its weights still 0.</summary>
    public required Func<PatternNetwork<float>> Network { get; init; }

    /// <summary>How it learns; the seed is the run's.</summary>
    public PatternTrainingOptions Options { get; init; } = new();

    /// <summary>The rule by which <see cref="PublishedInitialization"/> draws the first weights.</summary>
    public FanInRule FirstWeights { get; init; } = FanInRule.SquareRoot;

    /// <summary>Makes of MNIST's images what the network takes; null leaves them as they are.</summary>
    public Func<ImageSet, ImageSet>? Prepare { get; init; }

    /// <summary>Learn from the first so many images only; null for all.</summary>
    public int? Take { get; init; }

    /// <inheritdoc/>
    public override PaperOutcome Run(PaperRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (network, trained) = Train(run);
        var (train, test) = (Prepared(run.Train.Take(Take ?? int.MaxValue)), Prepared(run.Test));
        var read = PatternInference.Run(network, test, Options.Padding, run.CancellationToken);
        var learnt = PatternInference.Run(network, train, Options.Padding, run.CancellationToken);
        return new PaperOutcome(read, ErrorPercent(learnt), network.Parameters, network.MultiplyAdds, Describe(network))
        {
            TestErrorByPass = [.. trained.Passes.Select(p => p.TestErrorPercent)],
            TrainErrorByPass = [.. trained.Passes.Select(p => p.Result.TrainErrorPercent)],
            TrainImages = train.Count,
            SecondsOfPasses = trained.Passes.Sum(p => p.Seconds),
        };
    }

    /// <summary>Trains, or resumes from a checkpoint; the network is then as after its last pass.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the passes before are in the
    /// checkpoint.</exception>
    public (PatternNetwork<float> Network, PassHistory History) Train(PaperRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var network = Network();
        var options = Options with { Seed = run.Seed };
        var (train, test) = (Prepared(run.Train.Take(Take ?? int.MaxValue)), Prepared(run.Test));
        network.Initialise(run.Seed, FirstWeights);
        var trainer = new PatternTrainer(network, train, options);
        var fingerprint = Invariant($"{Key}, seed {run.Seed}, {train.Count} images, ") +
            string.Join(", ", Describe(network).Select(s => $"{s.Key} {s.Value}"));
        var history = run.Checkpoint is { } path && File.Exists(path)
            ? PatternCheckpoint.Read<PassHistory>(path, network, trainer.Rule, fingerprint, h => h.IsSound)
            : new PassHistory();

        for (var pass = history.Passes.Count + 1; pass <= options.Passes; pass++)
        {
            var watch = Stopwatch.StartNew();
            var result = trainer.Run(pass, Within(run, pass), run.CancellationToken);
            var error = ErrorPercent(PatternInference.Run(network, test, options.Padding, run.CancellationToken));
            history = history.With(result, error, watch.Elapsed.TotalSeconds);
            if (run.Checkpoint is not null)
                PatternCheckpoint.Write(run.Checkpoint, network, trainer.Rule, fingerprint, history);
            run.Progress?.Report(new PaperProgress((double)pass / options.Passes,
                Invariant($"pass {pass,2} of {options.Passes}   while learning {result.TrainErrorPercent:0.00} %   ") +
                Invariant($"test {error:0.00} %"), Milestone: true));
        }

        return (network, history);
    }

    /// <summary>The same row with another number of passes.</summary>
    public NetworkRow WithPasses(int passes) => this with { Options = Options with { Passes = passes } };

    private ImageSet Prepared(ImageSet images) => Prepare is null ? images : Prepare(images);

    private ShareOfPass? Within(PaperRun run, int pass) =>
        run.Progress is { } progress ? new ShareOfPass(progress, pass, Options.Passes) : null;

    /// <summary>What was chosen, in words.</summary>
    internal IReadOnlyDictionary<string, string> Describe() => Describe(Network());

    private SortedDictionary<string, string> Describe(PatternNetwork<float> network) => new(StringComparer.Ordinal)
    {
        ["network"] = Invariant(
            $"{network.Layers.Count} layers, {network.Parameters} parameters, {network.Connections} connections"),
        ["loss"] = network.Criterion.ToString()!,
        ["first weights"] = FirstWeights == FanInRule.Linear ? "uniform in ±2.4/F" : "uniform in ±2.4/√F",
        ["steps"] = Options.Describe(),
        ["order"] = "one pattern a step, in a constant random order",
        ["pixels"] = Invariant($"-0.1 to 1.175, a margin of {Options.Padding}"),
        ["distortions"] = Options.Copies == 0
            ? "none"
            : Invariant($"{Options.Copies} distorted copies of each image; ") + InWords(Options.Distortions),
    };

    private static string InWords(DistortionRanges ranges) =>
        Invariant($"shift {ranges.ShiftPixels} pixels, scale {ranges.ScaleFraction}, ") +
        Invariant($"squeeze {ranges.SqueezeFraction}, shear {ranges.ShearFraction}, ") +
        Invariant($"rotation {ranges.RotationDegrees} degrees, elastic {ranges.ElasticAlpha}");

    private sealed class ShareOfPass(IProgress<PaperProgress> progress, int pass, int passes) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new PaperProgress(
            (pass - 1 + value) / passes, Invariant($"pass {pass} of {passes}"), Milestone: false));
    }
}

/// <summary>The passes of one training so far.</summary>
public sealed record PassHistory
{
    /// <summary>In order.</summary>
    public IReadOnlyList<TestedPass> Passes { get; init; } = [];

    /// <summary>Whether they follow each other from the first on.</summary>
    internal bool IsSound => Passes?.Select((pass, i) => pass?.Result?.Pass == i + 1).All(follows => follows) == true;

    internal PassHistory With(PassResult result, double testError, double seconds) =>
        this with { Passes = [.. Passes, new TestedPass(result, testError, seconds)] };
}

/// <summary>A pass, and how the network read the test set after it.</summary>
/// <param name="Result">Of the pass itself.</param>
/// <param name="TestErrorPercent">Test images read wrong, of 100.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record TestedPass(PassResult Result, double TestErrorPercent, double Seconds);
