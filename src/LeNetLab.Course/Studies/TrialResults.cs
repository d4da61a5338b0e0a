using LeNetLab.Native;
using LeNetLab.Training;
using LeNetLab.Visualization.Analysis;

namespace LeNetLab.Course.Studies;

/// <summary>What one training came to.</summary>
/// <param name="Study">The study.</param>
/// <param name="Name">The trial.</param>
/// <param name="Digits">How many training digits.</param>
/// <param name="Seed">What its first weights and the order of the digits were drawn from.</param>
/// <param name="Training">How it learnt, in words.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Seconds">Processor time of the training, on one thread.</param>
/// <param name="TrainLoss">Mean cross-entropy of each epoch's batches, in nats.</param>
/// <param name="HeldOutLoss">Mean cross-entropy on 2,000 held-out digits after each epoch, in nats.</param>
/// <param name="TestAccuracy">Share of the test digits read right after the last epoch, 0…1.</param>
/// <param name="AccuracyByShift">The same on the first 2,000 test digits, shifted by 0, 1, … 6 pixels.</param>
public sealed record TrialResult(string Study, string Name, int Digits, int Seed, string Training, long Parameters,
    double Seconds, IReadOnlyList<double> TrainLoss, IReadOnlyList<double> HeldOutLoss, double TestAccuracy,
    IReadOnlyList<double> AccuracyByShift);

/// <summary>The results of the long runs that notebooks show, from <c>lenet study</c>.</summary>
/// <param name="Data">The digits, in words.</param>
/// <param name="Results">The runs.</param>
public sealed record TrialResults(string Data, IReadOnlyList<TrialResult> Results)
{
    private const string RecordedName = "studies.json", Command = "lenet study";
    private const int HeldOut = 2_000, Shifted = 2_000, LargestShift = 6;

    /// <summary>The results that come with the library; data/README.md says how they were made.</summary>
    public static TrialResults Recorded() => RecordedJson.Recorded<TrialResults>(RecordedName, Command);

    /// <summary>Reads a results file.</summary>
    /// <exception cref="DataSetException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrialResults Load(string path) => RecordedJson.Load<TrialResults>(path, Command);

    /// <summary>The runs of one trial, over all seeds.</summary>
    public IReadOnlyList<TrialResult> Of(string study, string name) =>
        [.. Results.Where(r => r.Study == study && r.Name == name)];

    /// <summary>The mean over a trial's seeds of a curve that has a value for each epoch.</summary>
    public IReadOnlyList<double> Mean(string study, string name, Func<TrialResult, IReadOnlyList<double>> curve)
    {
        var curves = Of(study, name).Select(curve).ToList();
        return [.. Enumerable.Range(0, curves.Min(c => c.Count)).Select(epoch => curves.Average(c => c[epoch]))];
    }

    /// <summary>Does what of the trials is still to do, and writes the file after every run.</summary>
    /// <param name="digits">What to train and to test on.</param>
    /// <param name="path">The results file; what it holds already is not done again.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="seeds">How often each: with the seeds 1 to this.</param>
    /// <param name="done">Told each result as it comes.</param>
    /// <param name="cancellationToken">Stops; the run under way is lost.</param>
    public static TrialResults Run(DigitSets digits, string path, IReadOnlyList<Trial> trials, int seeds,
        Action<TrialResult>? done = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(trials);
        var data = digits.Description.Replace("Digits in use: ", "", StringComparison.Ordinal).TrimEnd('.');
        var all = File.Exists(path) ? Load(path) : new TrialResults(data, []);
        if (all.Data != data) throw new DataSetException($"{path}: expected runs on {data}, found {all.Data}.");
        foreach (var (seed, trial) in Enumerable.Range(1, seeds).SelectMany(s => trials.Select(t => (s, t))))
        {
            if (all.Results.Any(r => (r.Study, r.Name, r.Digits, r.Seed) ==
                (trial.Study, trial.Name, trial.Digits, seed))) continue;
            if (Run(trial, digits, seed, cancellationToken) is not { } result) break;
            all = all with { Results = [.. all.Results, result] };
            RecordedJson.Write(path, all);
            done?.Invoke(result);
        }

        return all;
    }

    /// <returns>The result; null where it was cancelled.</returns>
    private static TrialResult? Run(Trial trial, DigitSets digits, int seed, CancellationToken cancellationToken)
    {
        NativeTorch.Load();
        random.manual_seed(seed);
        using var model = trial.Create();
        var training = trial.Training with { Seed = seed, Backend = TorchBackend.Instance };
        // The readers learn from all digits; nothing is decided on held-out ones.
        var (rest, heldOut) = trial.Study == Trial.Cures
            ? digits.Train.Split(Math.Min(HeldOut, digits.Train.Count / 2), seed: 1998) : (digits.Train, null);
        var before = Environment.CpuUsage.TotalTime;
        var history = Trainer.Fit(model, rest.Take(trial.Digits), heldOut, training,
            cancellationToken: cancellationToken);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        if (history.Stopped == StopReason.Cancelled) return null;
        var some = digits.Test.Take(Shifted);
        return new TrialResult(trial.Study, trial.Name, trial.Digits, seed, string.Create(CultureInfo.InvariantCulture,
            $"{history.Count} epochs, batch {training.BatchSize}, {training.Optimizer} at {training.LearningRate} " +
            $"({training.Schedule}), weight decay {training.WeightDecay}, " +
            $"{training.Augmentation?.Description ?? "not distorted"}"),
            model.parameters().Sum(p => p.numel()), Math.Round(seconds, 1), Rounded(history.Select(e => e.TrainLoss)),
            heldOut is null ? [] : Rounded(history.Select(e => e.ValidationLoss)), Read(digits.Test),
            [.. Enumerable.Range(0, trial.Study == Trial.Readers ? LargestShift + 1 : 0)
                .Select(shift => Read(Corruption.ShiftRight.Apply(some, shift, seed: 1998)))]);

        double Read(ImageSet images) => Inference.Run(model, images, null, training.Normalization, training.Padding,
            cancellationToken: CancellationToken.None).Accuracy;

        static IReadOnlyList<double> Rounded(IEnumerable<double> losses) => [.. losses.Select(l => Math.Round(l, 4))];
    }
}
