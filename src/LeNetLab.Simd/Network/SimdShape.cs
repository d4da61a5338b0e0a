using LeNetLab.Models;

namespace LeNetLab.Simd.Network;

/// <summary>
/// LeNet-5's sizes as constants, so that the compiler unrolls by them: maps, and pixels on a side of a map.
/// </summary>
internal static class SimdShape
{
    public const int Kernel = NetworkPlan.KernelSide;
    public const int InputSide = NetworkPlan.InputSide;
    public const int C1Maps = NetworkPlan.C1Maps, C1Side = InputSide - Kernel + 1, C1Fan = Kernel * Kernel;
    public const int S2Side = C1Side / 2;
    public const int C3Maps = NetworkPlan.C3Maps, C3Side = S2Side - Kernel + 1, C3Fan = C1Maps * Kernel * Kernel;
    public const int S4Side = C3Side / 2, S4Units = C3Maps * S4Side * S4Side;
    public const int C5Units = NetworkPlan.C5Units;
    public const int F6Units = NetworkPlan.F6Units;

    /// <summary>Weights and biases of C1, then of C3: the gradient that each group of images has to itself.</summary>
    public const int C1Weights = C1Maps * C1Fan, C3Weights = C3Maps * C3Fan;

    public const int ConvolutionParameters = C1Weights + C1Maps + C3Weights + C3Maps;

    /// <summary>
    /// On the way back C3's rows have a margin of a kernel less one, so that every S2 pixel is under all taps.
    /// </summary>
    public const int C3Margin = Kernel - 1, C3WideSide = C3Side + 2 * C3Margin;

    /// <summary>The choices of a network that is LeNet-5 layer by layer.</summary>
    public static LeNet5Options OptionsOf(NetworkPlan plan) =>
        new(plan.Layers[0].Activation ?? default, plan.Layers[1].Pooling ?? default, plan.Classes);

    /// <summary>
    /// Why a network cannot run here, naming the first layer that is not LeNet-5's; null where it can.
    /// </summary>
    public static string? Obstacle(NetworkPlan plan)
    {
        if ((plan.Channels, plan.Height, plan.Width) != (1, InputSide, InputSide))
            return $"it takes an input of 1×{InputSide}×{InputSide}, not {plan.Channels}×{plan.Height}×{plan.Width}";
        foreach (var layer in plan.Layers)
        {
            if (layer.Activation is { } activation && !ActivationKernel.Has(activation))
                return $"it has no kernel for the {activation} of {layer.Name}";
        }

        var known = NetworkPlan.LeNet5(OptionsOfFirst(plan)).Layers;
        for (var i = 0; i < Math.Max(known.Count, plan.Layers.Count); i++)
        {
            if (i >= known.Count)
                return $"it takes LeNet-5's {known.Count} layers, and {plan.Layers[i].Name} is one more";
            if (i >= plan.Layers.Count) return $"it takes LeNet-5's layers, and {known[i].Name} is missing";
            if (plan.Layers[i] != known[i])
                return $"it takes LeNet-5's {known[i].Name} ({Words(known[i])}), not {plan.Layers[i].Name} "
                    + $"({Words(plan.Layers[i])})";
        }

        return null;
    }

    // A plan that is not LeNet-5 may have no second layer, or another kind of one.
    private static LeNet5Options OptionsOfFirst(NetworkPlan plan) =>
        plan.Layers.Count < 2 ? new() : OptionsOf(plan);

    private static string Words(Layer layer)
    {
        var kernel = layer.Kernel > 0 ? $" {layer.Kernel}×{layer.Kernel}" : "";
        var padding = layer.Padding > 0 ? $", padding {layer.Padding}" : "";
        var how = $"{layer.Pooling}{layer.Activation}";
        return $"{layer.Kind}, {layer.Maps} maps{kernel}{padding}{(how.Length > 0 ? $", {how}" : "")}"
            + (layer.Sources is null ? "" : ", with a table");
    }
}
