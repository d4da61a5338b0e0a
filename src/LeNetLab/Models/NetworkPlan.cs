using System.Text.Json.Serialization;

namespace LeNetLab.Models;

/// <summary>
/// A network as data: the input's shape and the layers behind it, checked. From a plan come the torch module
/// (<see cref="ConvolutionalNetwork"/>), the summary, the ONNX graph, the diagram and the playground.
/// </summary>
public sealed record NetworkPlan
{
    /// <summary>LeNet-5's sizes (sect. II-B and Fig. 2), the only place where they are written down.</summary>
    internal const int InputSide = 32, KernelSide = 5, C1Maps = 6, C3Maps = 16, C5Units = 120, F6Units = 84;

    private readonly List<LayerSummary> _summary = [];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <param name="name">What the network is called.</param>
    /// <param name="channels">Maps of the input: 1 for grey pictures.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="layers">From the input on; the last one gives one number a class.</param>
    /// <exception cref="ArgumentException">A layer does not fit the one below; the message names it.</exception>
    [JsonConstructor]
    public NetworkPlan(string name, int channels, int height, int width, params IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        (Name, Channels, Height, Width, Layers) = (name, channels, height, width, [.. layers]);
        if (channels < 1 || height < 1 || width < 1)
            throw new ArgumentException($"Input: expected 1 or more, found {channels}×{height}×{width}.");
        _summary.Add(new("Input", LayerKind.Input, channels, height, width, 0, 0, 0));
        foreach (var layer in Layers)
        {
            var obstacle = !(layer.Name.Length > 0 && layer.Name.All(char.IsAsciiLetterOrDigit)) ? "is no name"
                : _summary.Exists(s => s.Name.Equals(layer.Name, StringComparison.OrdinalIgnoreCase)) ? "comes twice"
                : layer.Activation is { } a && !Enum.IsDefined(a) ? $"has the activation {a}, which is unknown"
                : layer.Pooling is { } p && !Enum.IsDefined(p) ? $"has the pooling {p}, which is unknown"
                : layer.Dropout is not (>= 0 and < 1) ? $"expected a dropout of 0 to less than 1, found {layer.Dropout}"
                : Misfit(_summary[^1], layer);
            if (obstacle is not null) throw new ArgumentException($"{layer.Name}: {obstacle}.", nameof(layers));
            _summary.Add(Count(_summary[^1], layer));
        }

        if (_summary[^1].Kind is not (LayerKind.Full or LayerKind.RadialBasis))
            throw new ArgumentException($"{_summary[^1].Name}: the last layer gives one number a class.");
    }

    /// <summary>What the network is called.</summary>
    public string Name { get; init; }

    /// <summary>Maps of the input.</summary>
    public int Channels { get; }

    /// <summary>Rows of the input.</summary>
    public int Height { get; }

    /// <summary>Columns of the input.</summary>
    public int Width { get; }

    /// <summary>The layers, from the first after the input.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Number of outputs.</summary>
    [JsonIgnore]
    public int Classes => Layers[^1].Maps;

    /// <summary>
    /// LeNet-5 as <see cref="Models.LeNet5"/> builds it: 1×32×32, then C1 to Output. 61,706 parameters for ten classes.
    /// </summary>
    public static NetworkPlan LeNet5(LeNet5Options? options = null)
    {
        options ??= new LeNet5Options();
        return new(
            "LeNet-5", 1, InputSide, InputSide,
            Layer.Convolution("C1", C1Maps, KernelSide, options.Activation),
            Layer.Pool("S2", options.Pooling),
            Layer.Convolution("C3", C3Maps, KernelSide, options.Activation),
            Layer.Pool("S4", options.Pooling),
            Layer.Convolution("C5", C5Units, KernelSide, options.Activation),
            Layer.Full("F6", F6Units, options.Activation),
            Layer.Output(options.Classes));
    }

    /// <summary>The choices of a plan that is LeNet-5 layer by layer; null for another.</summary>
    internal LeNet5Options? LeNet5Options => Layers is [{ Activation: { } activation }, { Pooling: { } pooling }, ..]
        && new LeNet5Options(activation, pooling, Classes) is var options && LeNet5(options) is var known
        && (Name, Channels, Height, Width) == (known.Name, 1, InputSide, InputSide)
            && Layers.SequenceEqual(known.Layers)
        ? options : null;

    /// <summary>The layers in numbers, the input first.</summary>
    public IReadOnlyList<LayerSummary> Summary() => _summary;

    /// <summary>
    /// Gets the square of the input that one unit of a layer sees, and how far it moves from one unit to the next, both
    /// in input pixels. LeNet-5's C1 sees 5, S2 6, C3 14, S4 16 and C5 32.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public (int Size, int Stride) ReceptiveField(string layer)
    {
        int size = 1, stride = 1;
        foreach (var at in _summary)
        {
            if (at.Kind is LayerKind.Full or LayerKind.RadialBasis) size = stride = Math.Max(Height, Width);
            if (at.Kernel > 0) size += (at.Kernel - 1) * stride;
            if (at.Kind == LayerKind.Subsampling) stride *= at.Kernel;
            if (at.Name.Equals(layer, StringComparison.OrdinalIgnoreCase)) return (size, stride);
        }

        throw new KeyNotFoundException(
            $"There is no layer '{layer}'; there are {string.Join(", ", _summary.Select(l => l.Name))}.");
    }

    /// <summary>The same network with one layer changed.</summary>
    /// <exception cref="ArgumentException">There is no such layer, or the network no longer fits.</exception>
    public NetworkPlan With(string name, Func<Layer, Layer> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var at = Layers.ToList().FindIndex(layer => layer.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            throw new ArgumentException(
                $"There is no layer '{name}'; there are {string.Join(", ", Layers.Select(l => l.Name))}.",
                nameof(name));
        return new(Name, Channels, Height, Width, [.. Layers.Select((layer, i) => i == at ? change(layer) : layer)]);
    }

    /// <summary>The plan as JSON in one line.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is no plan; the message says why.</exception>
    public static NetworkPlan Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<NetworkPlan>(text, Json) ?? throw new FormatException("it is null");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException)
        {
            throw new FormatException($"it is no network plan: {e.Message}", e);
        }
    }

    /// <summary>Whether both describe the same network by the same name.</summary>
    public bool Equals(NetworkPlan? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static string? Misfit(LayerSummary below, Layer layer)
    {
        var (maps, side) = (layer.Maps, Math.Min(below.Height, below.Width) + 2 * layer.Padding);
        var flat = below.Kind is LayerKind.Full or LayerKind.RadialBasis;
        return below.Kind == LayerKind.RadialBasis ? "nothing follows the distances"
            : layer.Kind != LayerKind.Subsampling && maps < 1 ? $"expected 1 map or unit or more, found {maps}"
            : layer.Kind switch
            {
                LayerKind.Convolution or LayerKind.Subsampling when flat => "maps cannot follow a full layer",
                LayerKind.Convolution when layer.Kernel < 1 || layer.Padding < 0 || layer.Kernel > side =>
                    $"a {layer.Kernel}×{layer.Kernel} kernel with a padding of {layer.Padding} does not fit on "
                    + $"{below.Height}×{below.Width}",
                LayerKind.Convolution when layer.Sources is { } table && !(table.Count == maps && table.All(seen =>
                    seen.Count > 0 && seen.Min() >= 0 && seen.Max() < below.Maps
                    && seen.SequenceEqual(seen.Distinct().Order()))) =>
                    $"its table needs {maps} rows of ascending numbers from 0 to {below.Maps - 1}",
                LayerKind.Subsampling when side < 2 => $"no 2×2 patch fits on {below.Height}×{below.Width}",
                LayerKind.Subsampling when maps % below.Maps != 0 || (layer.Pooling is not null && maps > below.Maps) =>
                    $"it cannot make {maps} maps of {below.Maps}",
                LayerKind.Input => "the input is no layer of a plan",
                _ => null,
            };
    }

    private static LayerSummary Count(LayerSummary below, Layer layer)
    {
        var (maps, kernel, inputs) = (layer.Maps, layer.Kernel, (long)below.Maps * below.Height * below.Width);
        switch (layer.Kind)
        {
            case LayerKind.Convolution:
                var more = 2 * layer.Padding - kernel + 1;
                var (height, width) = (below.Height + more, below.Width + more);
                var weights = layer.Sources?.Sum(seen => (long)seen.Count) ?? (long)maps * below.Maps;
                weights *= kernel * kernel;
                return new(
                    layer.Name, layer.Kind, maps, height, width, kernel, weights + maps, weights * height * width);
            case LayerKind.Subsampling:
                (maps, height, width) = (Math.Max(maps, below.Maps), below.Height / 2, below.Width / 2);
                return layer.Pooling is null
                    ? new(layer.Name, layer.Kind, maps, height, width, 2, 2 * maps, (long)maps * height * width)
                    : new(layer.Name, layer.Kind, maps, height, width, 2, 0, 0);
            default:
                var trained = layer.Kind == LayerKind.Full ? (inputs + 1) * maps : 0;
                return new(layer.Name, layer.Kind, maps, 1, 1, 0, trained, inputs * maps);
        }
    }
}
