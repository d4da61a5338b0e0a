namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>The paper's networks, ready to learn one pattern at a time.</summary>
public static class PublishedNetworks
{
    /// <summary>The j of eq. 9 that is used where nothing else is said. The paper gives no number.</summary>
    public const double DefaultJ = 10;

    /// <summary>LeNet-5 (sect. II-B): 60,000 trainable parameters and 340,908 connections. Takes 32×32.</summary>
    /// <param name="j">The j of eq. 9; null for eq. 8.</param>
    public static PatternNetwork<T> LeNet5<T>(double? j = DefaultJ) where T : unmanaged, IFloatingPointIeee754<T> =>
        Of(PublishedPlans.LeNet5, new DistanceCriterion<T>(j));

    /// <summary>LeNet-1: 2,578 trainable parameters and 98,442 connections. Takes 28×28.</summary>
    public static PatternNetwork<T> LeNet1<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        Of(PublishedPlans.LeNet1, new SquaredErrorCriterion<T>(PublishedPlans.LeNet1.Classes));

    /// <summary>
    /// LeNet-4: "about 260,000" connections; here 258,306. Takes 32×32. <see cref="PublishedPlans.LeNet4"/> says how
    /// its tables were found.
    /// </summary>
    public static PatternNetwork<T> LeNet4<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        Of(PublishedPlans.LeNet4, new SquaredErrorCriterion<T>(PublishedPlans.LeNet4.Classes));

    /// <summary>LeNet-4 by the paper's words and not its counts: each of the 120 units sees all 16 maps.</summary>
    public static PatternNetwork<T> LeNet4Full<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        Of(PublishedPlans.LeNet4.With("C5", c5 => c5 with { Sources = null }),
            new SquaredErrorCriterion<T>(PublishedPlans.LeNet4.Classes));

    /// <summary>Full layers in a row, such as 784-300-10, with one output a class.</summary>
    /// <param name="sizes">Numbers of a picture, units of each hidden layer, classes.</param>
    public static PatternNetwork<T> Multilayer<T>(params int[] sizes) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new(
            new SquaredErrorCriterion<T>(sizes[^1]),
            [.. sizes.Zip(sizes[1..], (inputs, outputs) => new FullLayer<T>(inputs, outputs))]);
    }

    /// <summary>A network of your own.</summary>
    /// <param name="plan">Its layers; radial basis units at its end are the criterion's.</param>
    /// <param name="criterion">What its last layer is asked for.</param>
    /// <exception cref="NotSupportedException">A layer is of no kind that the paper has; it is named.</exception>
    public static PatternNetwork<T> Of<T>(NetworkPlan plan, Criterion<T> criterion)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(criterion, [.. plan.Layers.Zip(plan.Summary(), Build<T>).OfType<PatternLayer<T>>()]);
    }

    private static PatternLayer<T>? Build<T>(Layer layer, LayerSummary below)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (inputs, side) = (below.Maps * below.Height * below.Width, below.Height);
        var squashes = layer.Activation is not null;
        if (layer.Activation is { } activation && activation != Activation.ScaledTanh)
            throw Unable($"it squashes by {Activation.ScaledTanh}, not by {activation}");
        if (layer.Kind is LayerKind.Convolution or LayerKind.Subsampling && below.Height != below.Width)
            throw Unable($"it takes square maps, not {below.Height}×{below.Width}");
        switch (layer)
        {
            case { Kind: LayerKind.RadialBasis }:
                return null;
            case { Kind: LayerKind.Full }:
                return new FullLayer<T>(inputs, layer.Maps, squashes);
            case { Kind: LayerKind.Subsampling } when side % 2 != 0:
                throw Unable($"it halves maps of even sides, not {side}×{side}");
            case { Kind: LayerKind.Subsampling, Pooling: Pooling.Average } when !squashes:
                return new AveragePoolingLayer<T>(below.Maps, side);
            case { Kind: LayerKind.Subsampling, Pooling: null } when squashes:
                var maps = Math.Max(layer.Maps, below.Maps);
                return new SubsamplingLayer<T>(maps, side, sharing: maps / below.Maps);
            case { Kind: LayerKind.Convolution, Padding: 0 } when squashes:
                // A window that covers the whole of its map has one place: no convolution is left.
                var table = ConnectionTable.Of(layer, below.Maps);
                return layer.Kernel == side
                    ? new FullLayer<T>(table, side * side)
                    : new ConvolutionLayer<T>(table, side, layer.Kernel);
            default:
                throw Unable($"there is no {layer.Kind} with padding {layer.Padding}, pooling {layer.Pooling} and "
                    + (squashes ? "squashing" : "no squashing"));
        }

        NotSupportedException Unable(string why) => new($"The online engine cannot run {layer.Name}: {why}.");
    }
}
