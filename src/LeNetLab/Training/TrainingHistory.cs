using System.Collections;

namespace LeNetLab.Training;

/// <summary>Why the training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation loss has not improved for the allowed number of epochs.</summary>
    NoImprovement,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>One epoch in numbers.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="TrainLoss">Mean cross-entropy of its batches as they were learnt from, in nats.</param>
/// <param name="TrainAccuracy">Share read right in the same pass, 0…1. The weights change meanwhile, so it
/// lags.</param>
/// <param name="ValidationLoss">Mean cross-entropy of the validation set after the epoch; NaN without one.</param>
/// <param name="ValidationAccuracy">Share of the validation set read right after the epoch; NaN without one.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record EpochResult(int Epoch, double LearningRate, double TrainLoss, double TrainAccuracy,
    double ValidationLoss, double ValidationAccuracy, double Seconds)
{
    /// <summary>One line for a console: losses and accuracies, no time.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"epoch {Epoch,2}   loss {TrainLoss:0.0000}   training accuracy {TrainAccuracy * 100:0.00} %") +
        (double.IsNaN(ValidationLoss) ? "" : FormattableString.Invariant(
            $"   held out: loss {ValidationLoss:0.0000}   accuracy {ValidationAccuracy * 100:0.00} %"));
}

/// <summary>The epochs of one training, in order.</summary>
public sealed class TrainingHistory : IReadOnlyList<EpochResult>
{
    private readonly IReadOnlyList<EpochResult> _epochs;

    internal TrainingHistory(IReadOnlyList<EpochResult> epochs, StopReason stopped, string backend) =>
        (_epochs, Stopped, Backend) = (epochs, stopped, backend);

    /// <summary>The name of the backend that trained: "simd" or "torch".</summary>
    public string Backend { get; }

    /// <summary>Why it ended.</summary>
    public StopReason Stopped { get; }

    /// <summary>
    /// The epoch with the lowest validation loss, whose weights the network has; the last where there is no validation
    /// set; null where none was finished.
    /// </summary>
    public EpochResult? Best => _epochs.Any(e => !double.IsNaN(e.ValidationLoss))
        ? _epochs.Where(e => !double.IsNaN(e.ValidationLoss)).MinBy(e => e.ValidationLoss)
        : _epochs.LastOrDefault();

    /// <inheritdoc/>
    public int Count => _epochs.Count;

    /// <inheritdoc/>
    public EpochResult this[int index] => _epochs[index];

    /// <inheritdoc/>
    public IEnumerator<EpochResult> GetEnumerator() => _epochs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A line for each epoch.</summary>
    public override string ToString() => string.Join('\n', _epochs);
}

/// <summary>Where a training is.</summary>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far, in nats.</param>
/// <param name="Finished">The epoch's figures, once it is done; else null.</param>
/// <param name="Backend">The name of the backend that trains: "simd" or "torch".</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, EpochResult? Finished, string Backend);
