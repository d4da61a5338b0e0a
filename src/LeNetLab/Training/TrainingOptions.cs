using System.Security.Cryptography;
using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using static TorchSharp.torch;

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

/// <summary>What does the arithmetic of a step.</summary>
public enum Arithmetic
{
    /// <summary>
    /// The library's own, for a <see cref="LeNet5"/> of float32 on the processor whose layers all learn: images side by side
    /// in the processor's registers, on all cores. Every other training is torch's, whatever is asked for.
    /// </summary>
    Lanes,

    /// <summary>Torch's layers, its autograd and its optimisers. The same mathematics, and other rounding.</summary>
    Torch,
}

/// <summary>How <see cref="Trainer.Fit"/> trains.</summary>
public sealed record TrainingOptions
{
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

    /// <summary>Decides the order of the images, and everything else that is drawn. Equal seeds give equal weights, bit for bit.</summary>
    public int Seed { get; init; } = 1998;

    /// <summary>How bytes become numbers.</summary>
    public Normalization Normalization { get; init; } = Normalization.Mnist;

    /// <summary>Margin of background around each image, in pixels; 2 makes LeNet-5's 32×32 of 28×28.</summary>
    public int Padding { get; init; } = 2;

    /// <summary>How much each image is distorted, differently in each epoch; <see cref="DistortionRanges.None"/> by default.</summary>
    public DistortionRanges Distortions { get; init; } = DistortionRanges.None;

    /// <summary>Stop after this many epochs without a better validation loss; null never stops early.</summary>
    public int? Patience { get; init; }

    /// <summary>File that the state is written to after every epoch, and resumed from where it is there; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What computes. The network is moved there for the training and back when it ends.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>What does the arithmetic.</summary>
    public Arithmetic Arithmetic { get; init; } = Arithmetic.Lanes;

    /// <summary>
    /// Threads that <see cref="Arithmetic.Lanes"/> uses; null for as many as turn out to be fastest, which is tried again and
    /// again on the way. The weights do not depend on it.
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>
    /// Images side by side in <see cref="Arithmetic.Lanes"/>: 16, 8 or 4; null for as many as this processor's registers hold.
    /// More than they hold are slow.
    /// </summary>
    public int? Lanes { get; init; }

    internal void Validate(bool hasValidation)
    {
        if (Lanes is not (null or 4 or 8 or 16)) throw new ArgumentOutOfRangeException(nameof(Lanes), Lanes, "There are 4, 8 or 16 lanes.");
        if (Workers is < 1) throw new ArgumentOutOfRangeException(nameof(Workers), Workers, "There is 1 worker or more.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(Padding);
        if (Patience is < 1) throw new ArgumentOutOfRangeException(nameof(Patience), Patience, "Patience is 1 epoch or more.");
        if (Patience is not null && !hasValidation) throw new ArgumentException("Early stopping needs a validation set.");
    }

    /// <summary>
    /// What must be equal for a checkpoint to be resumed to the same weights. Of the network it knows the name, and of
    /// <see cref="LeNet5"/> the options too, since tanh or ReLU cannot be told from the weights. A choice that came
    /// later is named only where it is not the usual one, so that checkpoints from before it still fit.
    /// </summary>
    internal string Fingerprint(nn.Module model, ImageSet train, ImageSet? validation) => FormattableString.Invariant(
        $"{Describe(model)}, {Epochs} epochs, batch {BatchSize}, {Optimizer} {LearningRate}, decay {WeightDecay}, {Schedule}, seed {Seed}, normalised by {Normalization.Mean} and {Normalization.StandardDeviation}, padding {Padding}, {Describe(Distortions)}, patience {Patience}, trained on {Describe(train)}, judged by {(validation is null ? "none" : Describe(validation))}{(Device == ComputeDevice.Cpu ? "" : $", on {Device}")}{(Arithmetic == Arithmetic.Lanes ? "" : $", by {Arithmetic}")}{(Lanes is null ? "" : $", {Lanes} lanes")}");

    private static string Describe(nn.Module model) => model is not LeNet5 { Options: var o } ? model.GetName()
        : $"LeNet5 {o.Activation} {o.Pooling}{(o.Initialization == Initialization.Torch ? "" : $" {o.Initialization}")}";

    // A record's own text follows the reader's culture, and a checkpoint may be resumed in another.
    private static string Describe(DistortionRanges d) => FormattableString.Invariant(
        $"distorted by {d.ShiftPixels}/{d.RotationDegrees}/{d.ScaleFraction}/{d.ShearFraction}/{d.SqueezeFraction}/{d.ElasticAlpha}/{d.ElasticSigma}");

    private static string Describe(ImageSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(set.Labels.Span);
        hash.AppendData(set.Pixels.Span);
        return FormattableString.Invariant($"{set.Count} images of {set.Height}x{set.Width} ({Convert.ToHexStringLower(hash.GetHashAndReset())[..12]})");
    }
}
