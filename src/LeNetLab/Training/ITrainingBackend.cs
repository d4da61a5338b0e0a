namespace LeNetLab.Training;

/// <summary>
/// Takes the steps of a training, and judges its validation set: what <see cref="TrainingOptions.Backend"/> chooses.
/// The loop around the steps is the same for every backend.
/// </summary>
public interface ITrainingBackend : IInferenceBackend
{
    /// <summary>
    /// Gets what a checkpoint says of it: two backends of one text give the same weights bit for bit. Empty for the
    /// one that checkpoints do not name.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>Says whether it can train a network on these images in this way.</summary>
    /// <param name="plan">The network that is to learn.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <param name="obstacle">What prevents it, as the end of a sentence; null where nothing does.</param>
    bool CanTrain(
        NetworkPlan plan, ImageSet train, TrainingOptions options, [NotNullWhen(false)] out string? obstacle);

    /// <summary>Prepares a training that <see cref="CanTrain"/> accepts.</summary>
    /// <param name="network">What learns; its weights are new after each step.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <returns>The caller disposes it.</returns>
    internal TrainingStep Begin(NetworkWeights network, ImageSet train, TrainingOptions options);
}
