namespace LeNetLab.Models;

/// <summary>A network of your own, built from its <see cref="NetworkPlan"/>.</summary>
/// <remarks>
/// The parameters' names and layouts are those of the same layers in torch.nn: a convolution is a Conv2d, a full layer
/// a Linear, and the paper's subsampling a Conv2d of [maps, 1, 1, 1] on the sums of four pixels. A convolution with a
/// table of connections is dense too; what is not connected counts as 0, whatever its weight is.
/// </remarks>
public sealed class ConvolutionalNetwork : PlannedNetwork
{
    private const string PlanKey = "plan";

    private readonly Module<Tensor, Tensor>?[] _layers;
    private readonly Tensor?[] _connected;

    /// <summary>
    /// Builds the network with its first weights drawn (set <c>torch.manual_seed</c> before for repeatable ones).
    /// </summary>
    /// <exception cref="NotSupportedException">The plan ends in distances; the message names the layer.</exception>
    /// <exception cref="Native.NativeTorchException">Torch cannot be loaded here.</exception>
    public ConvolutionalNetwork(NetworkPlan plan, Initialization initialization = Initialization.Torch)
        : base(nameof(ConvolutionalNetwork), plan)
    {
        if (plan.Layers[^1] is { Kind: LayerKind.RadialBasis, Name: var name })
            throw new NotSupportedException($"{name}: radial basis units are built by LeNet5Original alone.");
        _layers = [.. plan.Layers.Zip(plan.Summary(), Build)];
        _connected = [.. plan.Layers.Zip(plan.Summary(), Connected)];
        for (var i = 0; i < _layers.Length; i++)
            if (_layers[i] is { } layer) register_module(plan.Layers[i].Name.ToLowerInvariant(), layer);
        for (var i = 0; i < _layers.Length; i++)
            if (_connected[i] is { } table) register_buffer($"connected{i}", table, persistent: false);
        Draw(initialization);
    }

    /// <summary>
    /// Builds the network that a weights file holds: its plan is in the file's text. The caller disposes it.
    /// </summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds no plan.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ConvolutionalNetwork Load(string path)
    {
        var file = SafeTensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(PlanKey, out var text))
            throw new SafeTensorsFormatException($"{path} holds no plan of its network");
        try
        {
            var plan = NetworkPlan.Parse(text);
            return Filled(
                new ConvolutionalNetwork(plan)
                {
                    ClassNames = NetworkClasses.Names(file, plan.Classes, path),
                    Preparation = NetworkClasses.PreparationOf(file, path),
                },
                file, path);
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            throw new SafeTensorsFormatException($"{path}: {e.Message}", e);
        }
    }

    internal override IEnumerable<KeyValuePair<string, string>> Choices() =>
        NetworkClasses.Describe(ClassNames, Preparation).Prepend(new(PlanKey, $"{Plan}"));

    private protected override Tensor Run(Tensor input, Action<string, Tensor> seen)
    {
        using var scope = NewDisposeScope();
        seen("Input", input);
        var x = input;                                               // [N, maps, height, width], then [N, units]
        for (var i = 0; i < _layers.Length; i++)
        {
            var layer = Plan.Layers[i];
            x = Sums(i, x);
            if (layer.Activation is { } activation) x = activation.Apply(x);
            if (layer.Dropout > 0) x = functional.dropout(x, layer.Dropout, training);
            seen(layer.Name, x);
        }

        return x.MoveToOuterDisposeScope();
    }

    private Tensor Sums(int index, Tensor x) => (Plan.Layers[index], _layers[index]) switch
    {
        ({ Pooling: { } pooling }, _) => pooling.Apply(x),
        ({ Kind: LayerKind.Subsampling }, { } scale) => scale.call(4 * functional.avg_pool2d(x, 2)),
        ({ Sources: not null } layer, Conv2d sparse) =>
            functional.conv2d(
                x, sparse.weight * _connected[index]!, sparse.bias, padding: [layer.Padding, layer.Padding]),
        (_, Linear full) => full.call(x.dim() == 2 ? x : x.flatten(1)),
        (_, var dense) => dense!.call(x),
    };

    private static Module<Tensor, Tensor>? Build(Layer layer, LayerSummary below) => layer switch
    {
        { Kind: LayerKind.Full } => Linear((long)below.Maps * below.Height * below.Width, layer.Maps),
        { Kind: LayerKind.Convolution } => Conv2d(below.Maps, layer.Maps, layer.Kernel, padding: layer.Padding),
        { Pooling: null } => Conv2d(below.Maps, Math.Max(layer.Maps, below.Maps), 1, groups: below.Maps),
        _ => null,
    };

    // [maps, maps below, 1, 1]: 1 where the one sees the other.
    private static Tensor? Connected(Layer layer, LayerSummary below) => layer.Sources is null ? null
        : tensor(layer.Sources
            .SelectMany(seen => Enumerable.Range(0, below.Maps).Select(i => seen.Contains(i) ? 1f : 0f)).ToArray())
            .reshape(layer.Maps, below.Maps, 1, 1);
}
