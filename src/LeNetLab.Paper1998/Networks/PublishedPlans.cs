namespace LeNetLab.Paper1998.Networks;

/// <summary>The published networks as data. Each squashes by 1.7159·tanh(⅔a), its outputs too.</summary>
public static class PublishedPlans
{
    private const Activation Squashing = Activation.ScaledTanh;

    /// <summary>LeNet-5 (sect. II-B and Fig. 2): 60,000 trainable parameters. Takes 32×32.</summary>
    /// <remarks>It has the sizes of <see cref="NetworkPlan.LeNet5"/>, and four layers are of the paper's
    /// kind.</remarks>
    public static NetworkPlan LeNet5 { get; } = NetworkPlan.LeNet5(new(Squashing))
        .With("S2", _ => Layer.Subsample("S2"))
        .With("C3", c3 => c3 with { Sources = ConnectionTable.LeNet5C3.Rows })
        .With("S4", _ => Layer.Subsample("S4"))
        .With("Output", output => output with { Kind = LayerKind.RadialBasis });

    /// <summary>LeNet-1 (LeCun et al. 1990): 2,578 trainable parameters. Takes 28×28.</summary>
    public static NetworkPlan LeNet1 { get; } = new(
        "LeNet-1", 1, 28, 28,
        Layer.Convolution("H1", 4, 5, Squashing),
        Layer.Subsample("H2"),
        Layer.Convolution("H3", 12, 5, Squashing, sources: ConnectionTable.LeNet1H3.Rows),
        Layer.Subsample("H4"),
        Layer.Full("Output", 10, Squashing));

    /// <summary>LeNet-4 (sect. III-C.10): "about 17,000" trainable parameters; here 16,998. Takes 32×32.</summary>
    /// <remarks>
    /// The paper gives the maps (4, 8 in pairs, 16, 16), 120 units "fully connected" and ten outputs, and no tables.
    /// Full connections cannot meet its two counts: they would need 48,120 parameters for the 120 units alone. They are
    /// met if the 16 maps have 60 kernels, as in LeNet-5, and a unit sees 4⅔ of the 16 maps on average. So it is here.
    /// </remarks>
    public static NetworkPlan LeNet4 { get; } = new(
        "LeNet-4", 1, 32, 32,
        Layer.Convolution("C1", 4, 5, Squashing),
        Layer.Subsample("S2", maps: 8),
        Layer.Convolution("C3", 16, 5, Squashing, sources: ConnectionTable.Windows(8, 16, 4, 4, 4, 3).Rows),
        Layer.Subsample("S4"),
        Layer.Convolution("C5", 120, 5, Squashing, sources: ConnectionTable.Windows(16, 120, 5, 5, 4).Rows),
        Layer.Full("Output", 10, Squashing));
}
