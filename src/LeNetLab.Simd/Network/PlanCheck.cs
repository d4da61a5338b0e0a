namespace LeNetLab.Simd.Network;

/// <summary>Which networks and images the kernels take.</summary>
internal static class PlanCheck
{
    private const int LargestSide = 64;
    private const long MostUnits = 4_000_000, MostWeights = 50_000_000;

    /// <summary>Why a network cannot run here, naming the layer; null where it can.</summary>
    public static string? Obstacle(NetworkPlan plan)
    {
        if (plan.Channels is not (1 or 3) || Math.Max(plan.Height, plan.Width) > LargestSide)
            return $"Input: expected 1 or 3 channels of at most {LargestSide}×{LargestSide}, found "
                + $"{plan.Channels}×{plan.Height}×{plan.Width}";
        foreach (var (layer, shape) in plan.Layers.Zip(plan.Summary().Skip(1)))
        {
            var units = (long)shape.Maps * (shape.Height + 2L * layer.Padding) * (shape.Width + 2L * layer.Padding);
            var obstacle = layer.Kind == LayerKind.RadialBasis ? "there is no kernel for radial basis units"
                : layer.Activation is { } activation && !ActivationKernel.Has(activation)
                    ? $"there is no kernel for {activation}"
                : units > MostUnits ? $"expected at most {MostUnits:N0} units, found {units:N0}"
                : shape.Parameters > MostWeights
                    ? $"expected at most {MostWeights:N0} weights, found {shape.Parameters:N0}"
                : null;
            if (obstacle is not null) return $"{layer.Name}: {obstacle}";
        }

        return null;
    }

    /// <summary>Why a network cannot read these images; null where it can.</summary>
    public static string? Obstacle(NetworkPlan plan, ImageSet images, int padding) =>
        Obstacle(plan) is { } other ? other
        : (images.Channels, images.Height + 2 * padding, images.Width + 2 * padding)
            != (plan.Channels, plan.Height, plan.Width)
            ? $"it takes {(plan.Channels == 1 ? "grey" : "colour")} images of {plan.Height}×{plan.Width}, not "
                + $"{images.Height}×{images.Width} with a margin of {padding}"
                + (images.Channels == plan.Channels ? "" : $" and {images.Channels} channels")
        : null;
}
