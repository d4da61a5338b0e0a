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
    /// <exception cref="SafeTensorsFormatException">The checkpoint is damaged or of another
    /// training.</exception>
    public static TrainingHistory Fit(
        nn.Module<Tensor, Tensor> model, ImageSet train, ImageSet? validation = null, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = Checked(train, validation, options);
        options = options with { Padding = options.Padding ?? Inference.MarginFor(model, train) };
        NativeTorch.Load();
        var fingerprint = options.Checkpoint is null ? "" : options.Fingerprint(model, train, validation);
        if (options.Backend is TorchBackend)
            return Run(
                () => new TorchStep(model, train, options), train, validation, options, fingerprint, progress,
                cancellationToken);
        var obstacle = Obstacle(model, train, options);
        if (obstacle is not null) throw Refused(options, obstacle);
        // A caller's own draws after a training do not depend on what computed it.
        random.manual_seed(options.Seed);
        return Run(
            () => options.Backend.Begin(NetworkWeights.Within(model, out _)!, train, options), train, validation,
            options, fingerprint, progress, cancellationToken);
    }

    /// <summary>Trains a network that is no torch module; a backend other than torch's then needs no torch.</summary>
    /// <inheritdoc cref="Fit(nn.Module{Tensor, Tensor}, ImageSet, ImageSet, TrainingOptions,
    /// IProgress{TrainingProgress}, CancellationToken)"/>
    public static TrainingHistory Fit(
        NetworkWeights network, ImageSet train, ImageSet? validation = null, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        options = Checked(train, validation, options);
        options = options with { Padding = options.Padding ?? Inference.MarginFor(network.Plan, train) };
        if (!options.Backend.CanTrain(network.Plan, train, options, out var obstacle)) throw Refused(options, obstacle);
        return Run(
            () => options.Backend.Begin(network, train, options), train, validation, options,
            options.Checkpoint is null ? "" : options.Fingerprint(network, train, validation), progress,
            cancellationToken);
    }

    /// <summary>What prevents the options' backend from training a torch network; null where nothing does.</summary>
    internal static string? Obstacle(nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options)
    {
        if (options.Backend is TorchBackend) return null;
        if (NetworkWeights.Within(model, out var obstacle) is not { Plan: var plan }) return obstacle;
        return !options.Backend.CanTrain(plan, train, options, out obstacle) ? obstacle
            : !model.parameters().All(p => p.requires_grad) ? "some of its layers are not to learn" : null;
    }

    private static TrainingOptions Checked(ImageSet train, ImageSet? validation, TrainingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new TrainingOptions();
        options.Validate(validation is not null);
        return train.Count > 0 ? options
            : throw new ArgumentException("There is no image to train on.", nameof(train));
    }

    private static TrainingHistory Run(
        Func<TrainingStep> begin, ImageSet train, ImageSet? validation, TrainingOptions options, string fingerprint,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var step = begin();
        return new TrainingRun(step, train.Count, validation, options, fingerprint, progress).ToEnd(cancellationToken);
    }

    private static NotSupportedException Refused(TrainingOptions options, string obstacle) =>
        new($"The backend {options.Backend.Name} cannot train this network: {obstacle}.");
}

/// <summary>The loss became infinite or not a number, so that no further step can mend the weights.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
