using LeNetLab.Course.Variants;
using LeNetLab.Models;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>A network that is compared, and how large a margin its images have.</summary>
/// <param name="Name">What a document calls it.</param>
/// <param name="Plan">The network.</param>
/// <param name="Padding">Margin of background around each digit, in pixels.</param>
internal sealed record ComparedPlan(string Name, NetworkPlan Plan, int Padding)
{
    /// <summary>The one that all contenders train.</summary>
    public static ComparedPlan LeNet5 { get; } = new("leNet5", NetworkPlan.LeNet5(LeNet5Presets.Ours), 2);

    /// <summary>Those that this library and the plain loop train besides.</summary>
    public static IReadOnlyList<ComparedPlan> Others { get; } =
    [
        new("pytorchIntroduction", NetworkPlan.LeNet5(LeNet5Presets.PyTorchIntroduction), 2),
        new("perceptron", new("perceptron", 1, 28, 28, Layer.Full("Hidden", 300, Activation.Relu), Layer.Output(10)),
            0),
        new("threeConvolutions", new(
            "three convolutions", 1, 28, 28,
            Layer.Convolution("C1", 16, 3, Activation.Relu, padding: 1), Layer.Pool("S2", Pooling.Max),
            Layer.Convolution("C3", 32, 3, Activation.Relu, padding: 1), Layer.Pool("S4", Pooling.Max),
            Layer.Convolution("C5", 64, 3, Activation.Relu, padding: 1), Layer.Pool("S6", Pooling.Max),
            Layer.Full("F7", 128, Activation.Relu), Layer.Output(10)), 0),
    ];

    /// <summary>
    /// Gets the multiply-adds of a digit's step: up, and down to the weights and, from the second layer on, to the
    /// layer below.
    /// </summary>
    public double MultiplyAdds => Plan.Summary().Where(layer => layer.MultiplyAdds > 0)
        .Select((layer, i) => (i == 0 ? 2.0 : 3.0) * layer.MultiplyAdds).Sum();

    /// <summary>
    /// Seconds of an epoch in which all cores do nothing but its multiply-adds, where those of LeNet-5 take so long.
    /// </summary>
    public double? Floor(double? leNet5Seconds) => leNet5Seconds * MultiplyAdds / LeNet5.MultiplyAdds;
}
