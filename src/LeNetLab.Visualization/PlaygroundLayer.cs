namespace LeNetLab.Visualization;

/// <summary>One layer as the playground's script (<c>engine.js</c>) takes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">input, conv, pool or full.</param>
/// <param name="Maps">Number of maps, or of units.</param>
/// <param name="Size">Rows and columns of a map.</param>
/// <param name="Kernel">Side of the window in pixels; 0 in a full layer.</param>
/// <param name="Activation">The name of its function in the script; null for none.</param>
/// <param name="Pooling">Average or Max; null where it does not pool, or pools with trained coefficients.</param>
/// <param name="Padding">Zeros that a convolution sees on each side of a map.</param>
/// <param name="Sources">For each map those below that it sees; null where each sees all.</param>
/// <param name="Dropout">Share of its outputs that a training sets to 0.</param>
internal sealed record PlaygroundLayer(
    string Name, string Kind, int Maps, int Size, int Kernel, string? Activation = null, string? Pooling = null,
    int Padding = 0, IReadOnlyList<IReadOnlyList<int>>? Sources = null, double Dropout = 0)
{
    /// <summary>The layers of a plan, the input first.</summary>
    /// <exception cref="NotSupportedException">The script cannot run the plan; the layer is named.</exception>
    public static IReadOnlyList<PlaygroundLayer> Of(NetworkPlan plan, int digitSide)
    {
        var (side, margin) = (plan.Height, plan.Height - digitSide);
        if (plan.Channels != 1 || plan.Width != side || margin < 0 || margin % 2 != 0)
            throw Unable("Input", $"takes digits of {digitSide}×{digitSide} with an even margin, "
                + $"not {plan.Channels}×{plan.Height}×{plan.Width}");
        if (plan.Layers[^1].Activation is not null)
            throw Unable(plan.Layers[^1].Name, "takes outputs without a squashing function");
        return
        [
            new("Input", "input", 1, side, 0),
            .. plan.Layers.Zip(plan.Summary().Skip(1), (layer, after) => new PlaygroundLayer(
                layer.Name, KindOf(layer), after.Maps, after.Height, layer.Kernel,
                layer.Activation is { } activation ? NameOf(activation) : null, layer.Pooling?.ToString(),
                layer.Padding, layer.Sources, layer.Dropout)),
        ];
    }

    private static string KindOf(Layer layer) => layer switch
    {
        { Kind: LayerKind.Convolution } => "conv",
        { Kind: LayerKind.Full } => "full",
        { Kind: LayerKind.Subsampling, Pooling: null } or { Kind: LayerKind.Subsampling, Activation: null } => "pool",
        _ => throw Unable(layer.Name, $"knows no {layer.Kind} like this one"),
    };

    // The table `activations` of engine.js has these.
    private static string NameOf(Activation activation) => activation switch
    {
        Models.Activation.Tanh => "Tanh",
        Models.Activation.Relu => "Relu",
        Models.Activation.Sigmoid => "Sigmoid",
        Models.Activation.ScaledTanh => "ScaledTanh",
    };

    private static NotSupportedException Unable(string layer, string why) =>
        new($"The playground cannot run {layer}: its script {why}.");
}
