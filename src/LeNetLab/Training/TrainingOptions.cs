namespace LeNetLab.Training;

/// <summary>The rule that turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015), β = 0.9 and 0.999.</summary>
    Adam,

    /// <summary>Adam with the weight decay taken out of the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum 0.9.</summary>
    Sgd,
}

/// <summary>How <see cref="Trainer"/> trains.</summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// Makes the squared error small, ½ Σ (x − t)² over the outputs x with targets t of +1 for the right class and −1
    /// for the others, instead of the cross-entropy of a softmax.
    /// </summary>
    public bool SquaredError { get; init; }

    /// <summary>Passes over the training set, 1 or more.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Images a step, 1 or more; the last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The optimiser's rate before the schedule's factor.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The rule that turns gradients into steps.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Pull of every weight towards 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the rate changes from step to step.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Seeds the order of the images and every other draw. Equal seeds give bit-identical weights.</summary>
    public int Seed { get; init; } = 1998;

    /// <summary>How bytes become numbers.</summary>
    public Normalization Normalization { get; init; } = Normalization.Mnist;

    /// <summary>
    /// Margin of background around each image, in pixels; 2 makes LeNet-5's 32×32 of 28×28. Null for what the network
    /// needs: a <see cref="PlannedNetwork"/> knows it, and any other gets 2.
    /// </summary>
    public int? Padding { get; init; }

    /// <summary>What changes each image, differently in each epoch; null leaves the images as they are.</summary>
    public IAugmentation? Augmentation { get; init; }

    /// <summary>Stop after this many epochs without a better validation loss; null never stops early.</summary>
    public int? Patience { get; init; }

    /// <summary>File that stores the state after every epoch; an existing one is resumed. Null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What computes. The network is moved there for the training and back when it ends.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>
    /// What takes the steps and judges the validation set: torch, which takes every network, or another. The same
    /// mathematics, and other rounding. One that cannot take a network is an error, and never replaced.
    /// </summary>
    public ITrainingBackend Backend { get; init; } = TorchBackend.Instance;

    internal LossKind Loss => SquaredError ? LossKind.SquaredError : LossKind.CrossEntropy;

    internal void Validate(bool hasValidation)
    {
        ArgumentNullException.ThrowIfNull(Backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(Padding ?? 0);
        if (Patience is < 1)
            throw new ArgumentOutOfRangeException(nameof(Patience), Patience, "Patience is 1 epoch or more.");
        if (Patience is not null && !hasValidation)
            throw new ArgumentException("Early stopping needs a validation set.");
    }

    /// <summary>
    /// What must be equal for a checkpoint to be resumed to the same weights. Of the network it knows the name, and of
    /// <see cref="LeNet5"/> the options too, since tanh or ReLU cannot be told from the weights. A choice that came
    /// later is named only where it is not the usual one, so that checkpoints from before it still fit.
    /// </summary>
    internal string Fingerprint(nn.Module model, ImageSet train, ImageSet? validation) =>
        Fingerprint(Describe(model), train, validation);

    /// <inheritdoc cref="Fingerprint(nn.Module, ImageSet, ImageSet)"/>
    internal string Fingerprint(NetworkWeights network, ImageSet train, ImageSet? validation) => Fingerprint(
        network.LeNet5 is { } options ? Describe(options) : $"{nameof(ConvolutionalNetwork)} {network.Plan}",
        train, validation);

    private string Fingerprint(string network, ImageSet train, ImageSet? validation)
    {
        var how = FormattableString.Invariant(
            $"{Epochs} epochs, batch {BatchSize}, {Optimizer} {LearningRate}, decay {WeightDecay}, {Schedule}");
        var numbers = FormattableString.Invariant($"{Normalization.Mean} and {Normalization.StandardDeviation}");
        var images = FormattableString.Invariant($"normalised by {numbers}, padding {Padding}, {Augmented}");
        var judged = validation is null ? "none" : Describe(validation);
        var on = FormattableString.Invariant($"trained on {Describe(train)}, judged by {judged}");
        var device = Device == ComputeDevice.Cpu ? "" : $", on {Device}";
        var loss = Loss == LossKind.CrossEntropy ? "" : $", {Loss}";
        return FormattableString.Invariant(
            $"{network}, {how}{loss}, seed {Seed}, {images}, patience {Patience}, {on}{device}{Backend.Fingerprint}");
    }

    // In the words of the first kind that there was, so that checkpoints from before there were others still fit.
    private string Augmented => Augmentation?.Description ?? "distorted by 0/0/0/0/0/0/4";

    private static string Describe(nn.Module model) => model switch
    {
        LeNet5 { Options: var options } => Describe(options),
        PlannedNetwork { Plan: var plan } => $"{model.GetName()} {plan}",
        _ => model.GetName(),
    };

    private static string Describe(LeNet5Options options) =>
        $"{nameof(LeNet5)} {options.Activation} {options.Pooling}"
        + (options.Initialization == Initialization.Torch ? "" : $" {options.Initialization}");

    private static string Describe(ImageSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(set.Labels.Span);
        hash.AppendData(set.Pixels.Span);
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
        return FormattableString.Invariant($"{set.Count} images of {set.Height}x{set.Width} ({digest})");
    }
}
