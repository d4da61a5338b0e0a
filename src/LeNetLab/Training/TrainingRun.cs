using System.Diagnostics;

namespace LeNetLab.Training;

/// <summary>One call of <see cref="Trainer.Fit"/>: what it keeps from step to step and from epoch to epoch.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly ImageSet _train;
    private readonly ImageSet? _validation;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly OptimizerHelper _optimizer;
    private readonly TrainingStep _step;
    private readonly int[] _order;
    private readonly string _fingerprint;
    private readonly Device? _home;
    private List<EpochResult> _history = [];
    private SafeTensorsFile? _best;
    private long _steps;

    public TrainingRun(nn.Module<Tensor, Tensor> model, ImageSet train, ImageSet? validation, TrainingOptions options,
        IProgress<TrainingProgress>? progress)
    {
        (_model, _train, _validation, _options, _progress) = (model, train, validation, options, progress);
        _order = new int[train.Count];
        if (options.Device != ComputeDevice.Cpu)
        {
            _home = model.parameters().FirstOrDefault()?.device;
            model.to(NativeTorch.Device(options.Device));
        }

        _fingerprint = options.Checkpoint is null ? "" : options.Fingerprint(model, train, validation);
        _optimizer = Optimizers.Create(model, options);
        random.manual_seed(options.Seed);
        try
        {
            if (options.Checkpoint is { } path && File.Exists(path))
                (_history, _best, _steps) = Checkpoint.Read(path, model, _optimizer, _fingerprint);
            _step = options.Backend.Begin(model, train, options, _optimizer);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _step?.Dispose();
        _optimizer.Dispose();
        if (_home is not null) _model.to(_home);
    }

    public TrainingHistory ToEnd(CancellationToken cancellationToken)
    {
        var wasTraining = _model.training;
        try
        {
            return new TrainingHistory(_history, RunEpochs(cancellationToken));
        }
        finally
        {
            if (_best is not null) ModelWeights.Get(_best, _model);
            _model.train(wasTraining);
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
        _model.train();
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
            Checkpoint.Write(path, _model, _optimizer, _best, _history, _steps, _fingerprint);
        Report(epoch, stepsPerEpoch, stepsPerEpoch, result.TrainLoss, result);
        return true;
    }

    private EpochResult Judge(int epoch, double rate, double loss, double accuracy, Stopwatch watch)
    {
        // A step's loss is taken before the step, so it says nothing of what the epoch's last one did.
        if (!WeightsAreFinite())
            throw Diverged(FormattableString.Invariant($"The weights are no longer numbers after epoch {epoch + 1}."));
        var held = _validation is null ? null : Inference.Run(
            _model, _validation, _options.Backend, _options.Normalization, _options.Padding);
        if (held is not null && !double.IsFinite(held.CrossEntropy))
            throw Diverged(
                FormattableString.Invariant($"The validation loss became {held.CrossEntropy} in epoch {epoch + 1}."));
        var result = new EpochResult(epoch + 1, rate, loss, accuracy, held?.CrossEntropy ?? double.NaN,
            held?.Accuracy ?? double.NaN, watch.Elapsed.TotalSeconds);
        if (held is not null && !(_history.Count > 0 && _history.Min(e => e.ValidationLoss) <= result.ValidationLoss))
        {
            _best = new SafeTensorsFile();
            ModelWeights.Put(_best, _model);
        }

        _history.Add(result);
        return result;
    }

    private bool WeightsAreFinite()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _model.parameters().All(weights => weights.isfinite().all().item<bool>());
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
        _progress?.Report(new TrainingProgress(epoch + 1, _options.Epochs, step, steps, loss, finished));
}
