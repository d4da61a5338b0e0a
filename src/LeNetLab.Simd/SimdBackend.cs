using System.Diagnostics.CodeAnalysis;
using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd.Network;
using LeNetLab.Simd.Training;
using LeNetLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LeNetLab.Simd;

/// <summary>
/// Trains and runs a <see cref="LeNet5"/>, or a <see cref="ConvolutionalNetwork"/> of its plan, on the processor
/// several times as fast as torch: images side by side in the processor's SIMD registers, on all cores. The same
/// mathematics, and other rounding.
/// </summary>
public sealed class SimdBackend : ITrainingBackend
{
    private readonly int? _workers;
    private readonly int? _lanes;

    /// <summary>Gets the backend as it is fastest: all cores, and the widest registers.</summary>
    public static SimdBackend Instance { get; } = new();

    /// <summary>
    /// Gets the threads of a training; null for as many as turn out to be fastest, which is tried again and again on
    /// the way. The weights do not depend on it.
    /// </summary>
    public int? Workers
    {
        get => _workers;
        init => _workers = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is 1 worker or more.");
    }

    /// <summary>
    /// Gets the images side by side in a training: 16, 8 or 4; null for as many as this processor's registers hold.
    /// More than they hold are slow.
    /// </summary>
    public int? Lanes
    {
        get => _lanes;
        init => _lanes = value is null or 4 or 8 or 16
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 4, 8 or 16 lanes.");
    }

    /// <inheritdoc/>
    public string Name => "simd";

    /// <inheritdoc/>
    public string Fingerprint => Lanes is null ? "" : $", {Lanes} lanes";

    /// <inheritdoc/>
    public bool CanRun(
        nn.Module<Tensor, Tensor> model, ImageSet images, int padding, [NotNullWhen(false)] out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        obstacle = model is not PlannedNetwork network ? $"it takes a LeNet5, not a {model.GetType().Name}"
            : SimdShape.Obstacle(network.Plan) is { } other ? other
            : !SimdInput.CanTake(images, padding)
                ? $"it takes grey images of 32×32, not {images.Height}×{images.Width} with a margin of {padding}"
                    + (images.Channels == 1 ? "" : $" and {images.Channels} channels")
            : !SimdWeights.CanTake(network) ? "it takes weights of float32 in main memory, without gaps"
            : null;
        return obstacle is null;
    }

    /// <inheritdoc/>
    public bool CanTrain(
        nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options,
        [NotNullWhen(false)] out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!CanRun(model, train, options.Padding ?? Inference.MarginFor(model, train), out obstacle)) return false;
        var classes = ((PlannedNetwork)model).Plan.Classes;
        obstacle = options.Device != ComputeDevice.Cpu ? $"it trains on the processor, not on {options.Device}"
            : train.Classes > classes ? $"it has {classes} outputs for {train.Classes} classes"
            : !model.parameters().All(p => p.requires_grad) ? "some of its layers are not to learn"
            : null;
        return obstacle is null;
    }

    /// <inheritdoc/>
    public Predictions Run(
        nn.Module<Tensor, Tensor> model, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var network = (PlannedNetwork)model;
        using var weights = new SimdWeights(network);
        using var inference = new SimdInference(weights, SimdShape.OptionsOf(network.Plan));
        var read = inference.Run(images, normalization, progress, cancellationToken);
        return new Predictions(read, images.Labels.ToArray(), network.Plan.Classes);
    }

    /// <inheritdoc/>
    public TrainingStep Begin(
        nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options, OptimizerHelper optimizer) =>
        new SimdStep((PlannedNetwork)model, train, options, optimizer, Workers, Lanes);
}
