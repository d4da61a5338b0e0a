using System.Diagnostics;

namespace LeNetLab.Training;

/// <summary>One call of <see cref="Trainer"/>: what it keeps from step to step and from epoch to epoch.</summary>
internal sealed class TrainingRun
{
    private readonly TrainingStep _step;
    private readonly ImageSet? _validation;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly int[] _order;
    private readonly string _fingerprint;
    private List<EpochResult> _history = [];
    private SafeTensorsFile? _best;
    private long _steps;

    /// <param name="step">Takes the steps; the caller disposes it.</param>
    /// <param name="count">Images of the training set.</param>
    /// <param name="validation">Judges each epoch.</param>
    /// <param name="options">How.</param>
    /// <param name="fingerprint">What a checkpoint says of the training; "" where there is none.</param>
    /// <param name="progress">Told after every step.</param>
    public TrainingRun(TrainingStep step, int count, ImageSet? validation, TrainingOptions options, string fingerprint,
        IProgress<TrainingProgress>? progress)
    {
        (_step, _validation, _options, _progress) = (step, validation, options, progress);
        (_order, _fingerprint) = (new int[count], fingerprint);
        if (options.Checkpoint is { } path && File.Exists(path))
            (_history, _best, _steps) = Checkpoint.Read(path, step, _fingerprint);
    }

    public TrainingHistory ToEnd(CancellationToken cancellationToken)
    {
        try
        {
            return new TrainingHistory(_history, RunEpochs(cancellationToken), _options.Backend.Name);
        }
        finally
        {
            if (_best is not null) _step.GetWeights(_best, "the best epoch");
        }
    }

    private StopReason RunEpochs(CancellationToken cancellationToken)
    {
        while (_history.Count < _options.Epochs)
        {
            if (HasStalled()) return StopReason.NoImprovement;
            if (!RunEpoch(_history.Count, cancellationToken)) return StopReason.Cancelled;
        }

        return StopReason.Completed;
    }

    /// <returns>Whether the epoch was finished; it is not where it was cancelled.</returns>
    private bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var order = Order(epoch);
        var stepsPerEpoch = (order.Length + _options.BatchSize - 1) / _options.BatchSize;
        double lossSum = 0, rate = 0;
        var right = 0;
        for (var step = 0; step < stepsPerEpoch; step++)
        {
            if (cancellationToken.IsCancellationRequested) return false;
            rate =
                _options.LearningRate * _options.Schedule.Factor(epoch + (double)step / stepsPerEpoch, _options.Epochs);

            var start = step * _options.BatchSize;
            var batch = order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start));
            var (loss, rightInBatch) = _step.Take(batch, epoch, rate, ++_steps);
            if (!double.IsFinite(loss)) throw Diverged(
                FormattableString.Invariant($"The loss became {loss} in epoch {epoch + 1}, step {step + 1}."));
            lossSum += loss * batch.Length;
            right += rightInBatch;
            if (step < stepsPerEpoch - 1)
                Report(epoch, step + 1, stepsPerEpoch, lossSum / (start + batch.Length), null);
        }

        var result = Judge(epoch, rate, lossSum / order.Length, (double)right / order.Length, watch);
        if (_options.Checkpoint is { } path)
            Checkpoint.Write(path, _step, _best, _history, _steps, _fingerprint);
        Report(epoch, stepsPerEpoch, stepsPerEpoch, result.TrainLoss, result);
        return true;
    }

    private EpochResult Judge(int epoch, double rate, double loss, double accuracy, Stopwatch watch)
    {
        // A step's loss is taken before the step, so it says nothing of what the epoch's last one did.
        if (!_step.WeightsAreFinite())
            throw Diverged(FormattableString.Invariant($"The weights are no longer numbers after epoch {epoch + 1}."));
        var held = _validation is null ? null : _step.Read(_validation);
        var heldLoss = held is null ? double.NaN : _options.Loss.Of(held);
        if (held is not null && !double.IsFinite(heldLoss))
            throw Diverged(
                FormattableString.Invariant($"The validation loss became {heldLoss} in epoch {epoch + 1}."));
        var result = new EpochResult(epoch + 1, rate, loss, accuracy, heldLoss, held?.Accuracy ?? double.NaN,
            watch.Elapsed.TotalSeconds);
        if (held is not null && !(_history.Count > 0 && _history.Min(e => e.ValidationLoss) <= result.ValidationLoss))
        {
            _best = new SafeTensorsFile();
            _step.PutWeights(_best);
        }

        _history.Add(result);
        return result;
    }

    private TrainingDivergedException Diverged(string what) =>
        new(FormattableString.Invariant($"{what} A lower learning rate than {_options.LearningRate} may help."));

    private bool HasStalled()
    {
        if (_options.Patience is not { } patience || _history.Count == 0) return false;
        var best = _history.MinBy(e => e.ValidationLoss)!;
        return _history.Count - best.Epoch >= patience;
    }

    // The order depends on the seed and the epoch alone, so a resumed training sees the same one.
    private int[] Order(int epoch)
    {
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        new Random(unchecked(_options.Seed * 1_000_003 + epoch)).Shuffle(_order);
        return _order;
    }

    private void Report(int epoch, int step, int steps, double loss, EpochResult? finished) =>
        _progress?.Report(
            new TrainingProgress(epoch + 1, _options.Epochs, step, steps, loss, finished, _options.Backend.Name));
}
