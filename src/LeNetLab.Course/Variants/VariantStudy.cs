using LeNetLab.Native;
using LeNetLab.Training;

namespace LeNetLab.Course.Variants;

/// <summary>
/// Trains several LeNets in exactly the same way, with several seeds each, and tests them. The results file is written
/// after every run and the state of a run after every epoch, so a study that was killed goes on where it was.
/// </summary>
/// <remarks>
/// The test digits are read once a run, after its last epoch. Nothing is chosen by them: no epoch, no seed, no rate.
/// </remarks>
public sealed class VariantStudy
{
    private readonly DigitSets _digits;
    private readonly TrainingOptions _training;
    private readonly string _path;

    /// <summary>A study of these digits, in this file.</summary>
    /// <param name="digits">What to train and to test on.</param>
    /// <param name="training">The training of all of them; its seed and checkpoint are replaced run by run.</param>
    /// <param name="path">The results file. An existing file is resumed.</param>
    /// <exception cref="DataSetException">The file is there and holds something else, or another study.</exception>
    public VariantStudy(DigitSets digits, TrainingOptions training, string path)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentNullException.ThrowIfNull(training);
        // By torch: the network of 1998 is known to torch alone, and all are to be trained alike.
        (_digits, _training, _path) = (digits, training with { Backend = TorchBackend.Instance }, path);
        var words = string.Create(CultureInfo.InvariantCulture, $"{training.Epochs} epochs on " +
            $"{digits.Train.Count:N0} digits, batch {training.BatchSize}, {training.Optimizer} at " +
            $"{training.LearningRate} ({training.Schedule}); " +
            $"tested on {digits.Test.Count:N0} digits after the last epoch");
        var data = digits.Description.Replace("Digits in use: ", "", StringComparison.Ordinal).TrimEnd('.');
        Results = new VariantResults(data, words, []);
        if (!File.Exists(path)) return;
        var found = VariantResults.Load(path);
        if (found.Data != Results.Data || found.Training != Results.Training)
            throw new DataSetException(
                $"{path} holds another study ({found.Training}; {found.Data}), not this one ({Results.Training}; " +
                $"{Results.Data}); name another file or delete it");
        Results = found;
    }

    /// <summary>What is there so far.</summary>
    public VariantResults Results { get; private set; }

    /// <summary>The run, or null where it is still to do.</summary>
    public VariantRun? Find(LeNetVariant variant, int seed)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return Results.Runs.FirstOrDefault(run => run.Variant == variant.Key && run.Seed == seed);
    }

    /// <summary>Does one run, unless it is there already.</summary>
    /// <param name="variant">What to train.</param>
    /// <param name="seed">Of its first weights and of the digits' order.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Stops after the step under way; the run's finished epochs are kept.</param>
    /// <returns>The run; null where it was cancelled.</returns>
    /// <exception cref="SafeTensorsFormatException">The saved state of a stopped run is damaged.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public VariantRun? Run(LeNetVariant variant, int seed, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variant);
        if (Find(variant, seed) is { } done) return done;
        var checkpoint = FormattableString.Invariant($"{_path}.{variant.Key}-{seed}.checkpoint");
        NativeTorch.Load();
        random.manual_seed(seed);
        using var model = variant.Create();
        var history = Trainer.Fit(model, _digits.Train, null, _training with { Seed = seed, Checkpoint = checkpoint },
            progress, cancellationToken);
        if (history.Stopped == StopReason.Cancelled) return null;

        var test = Inference.Run(model, _digits.Test, _training.Backend, _training.Normalization, _training.Padding,
            cancellationToken: CancellationToken.None);
        var layers = variant.Layers();
        var result = new VariantRun(variant.Key, seed, test.Accuracy, test.Mistakes().Count,
            Math.Round(test.CrossEntropy, 6), Math.Round(history[^1].TrainLoss, 6),
            layers.Sum(layer => layer.Parameters), layers.Sum(layer => layer.MultiplyAdds),
            Math.Round(history.Sum(epoch => epoch.Seconds), 1));
        // In the same order whatever was done first, so that equal studies give equal files.
        Results = Results with
        {
            Runs = [.. Results.Runs.Append(result).OrderBy(run => Place(run.Variant)).ThenBy(run => run.Variant,
                StringComparer.Ordinal).ThenBy(run => run.Seed)],
        };
        Results.Write(_path);
        File.Delete(checkpoint);
        return result;
    }

    private static int Place(string key) => LeNetVariants.All.TakeWhile(variant => variant.Key != key).Count();
}
