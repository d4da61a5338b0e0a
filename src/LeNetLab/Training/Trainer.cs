namespace LeNetLab.Training;

/// <summary>Trains a network that gives logits, by cross-entropy.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains <paramref name="model"/> in place. With a validation set it ends with the weights of the epoch whose
    /// validation loss was lowest, without one with the last weights; so too when it is cancelled, which is no error,
    /// and when it ends by an exception.
    /// </summary>
    /// <param name="model">Takes [N, channels, H, W], gives logits [N, classes].</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="validation">Judges each epoch; disjoint from <paramref name="train"/>, and not the test
    /// set.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every step. It runs on the training's thread, so it should be quick.</param>
    /// <param name="cancellationToken">Stops the training after the step under way.</param>
    /// <returns>The finished epochs and why it ended.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or the training set is empty.</exception>
    /// <exception cref="NotSupportedException">The backend cannot train this network; the message says why.
    /// </exception>
    /// <exception cref="NativeTorchException">The device is unavailable; the message says what to do.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="Models.SafeTensorsFormatException">The checkpoint is damaged or of another
    /// training.</exception>
    public static TrainingHistory Fit(
        nn.Module<Tensor, Tensor> model, ImageSet train, ImageSet? validation = null, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        options ??= new TrainingOptions();
        options.Validate(validation is not null);
        if (train.Count == 0) throw new ArgumentException("There is no image to train on.", nameof(train));
        options = options with { Padding = options.Padding ?? Inference.MarginFor(model, train) };
        NativeTorch.Load();
        if (!options.Backend.CanTrain(model, train, options, out var obstacle))
            throw new NotSupportedException(
                $"The backend {options.Backend.Name} cannot train this network: {obstacle}.");
        using var run = new TrainingRun(model, train, validation, options, progress);
        return run.ToEnd(cancellationToken);
    }
}

/// <summary>The loss became infinite or not a number, so that no further step can mend the weights.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
