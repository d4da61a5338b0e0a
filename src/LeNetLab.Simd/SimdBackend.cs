using System.Diagnostics.CodeAnalysis;
using LeNetLab.Simd.Training;

namespace LeNetLab.Simd;

/// <summary>
/// Trains and runs a small network of any plan on the processor, several times as fast as torch and without it: images
/// side by side in the processor's SIMD registers, on all cores. The same mathematics, and other rounding.
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
    public bool CanRun(NetworkPlan plan, ImageSet images, int padding, [NotNullWhen(false)] out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(images);
        obstacle = PlanCheck.Obstacle(plan, images, padding);
        return obstacle is null;
    }

    /// <inheritdoc/>
    public bool CanTrain(
        NetworkPlan plan, ImageSet train, TrainingOptions options, [NotNullWhen(false)] out string? obstacle)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!CanRun(plan, train, options.Padding ?? Inference.MarginFor(plan, train), out obstacle)) return false;
        obstacle = options.Device != ComputeDevice.Cpu ? $"it trains on the processor, not on {options.Device}"
            : train.Classes > plan.Classes ? $"it has {plan.Classes} outputs for {train.Classes} classes"
            : null;
        return obstacle is null;
    }

    /// <inheritdoc/>
    public Predictions Run(
        NetworkWeights network, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        // What looks at a torch network's weights was made for this one call.
        using var fresh = network.IsView ? new SimdInference(network) : null;
        var inference = fresh ?? SimdInference.Of(network);
        var read = inference.Run(images, normalization, padding, progress, cancellationToken);
        return new Predictions(read, images.Labels.ToArray(), network.Plan.Classes);
    }

    TrainingStep ITrainingBackend.Begin(NetworkWeights network, ImageSet train, TrainingOptions options) =>
        new SimdStep(network, train, options, Workers, Lanes);
}
