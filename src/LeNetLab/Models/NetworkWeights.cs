namespace LeNetLab.Models;

/// <summary>
/// A network as its plan and plain arrays of weights, without torch. What trains or reads it without torch is a backend
/// such as <c>SimdBackend</c>. Its weights files are those of the torch network of the same plan.
/// </summary>
public sealed unsafe class NetworkWeights
{
    private const string PlanKey = "plan";

    private readonly Initialization _initialization;
    private IReadOnlyList<string> _classNames;

    /// <summary>A network with its first weights drawn, the same as torch draws after the same seed.</summary>
    /// <param name="plan">Its layers.</param>
    /// <param name="initialization">How they are drawn.</param>
    /// <param name="seed">As for <c>torch.manual_seed</c>.</param>
    /// <exception cref="NotSupportedException">The plan ends in distances; the message names the layer.</exception>
    public NetworkWeights(NetworkPlan plan, Initialization initialization = Initialization.Torch, int seed = 1998)
        : this(plan, initialization, null, null)
    {
        var random = new TorchRandom(seed);
        // Torch draws each layer's arrays as it makes the layer, and Xavier's and Keras' rules draw all of them again.
        foreach (var array in Arrays) random.Uniform(array.Values, 1 / Math.Sqrt(FanIn(array)));
        if (initialization == Initialization.Torch) return;
        foreach (var array in Arrays)
        {
            if (array.Shape.Length == 1 && initialization == Initialization.Keras) array.Values.Clear();
            if (array.Shape.Length == 1) continue;
            var fanOut = array.Shape[0] * (array.Count / (array.Shape[0] * array.Shape[1]));
            random.Uniform(array.Values, Math.Sqrt(3) * Math.Sqrt(2.0 / (FanIn(array) + fanOut)));
        }
    }

    private NetworkWeights(NetworkPlan plan, Initialization initialization, nint[]? addresses, object? memory)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Layers[^1] is { Kind: LayerKind.RadialBasis, Name: var name })
            throw new NotSupportedException($"{name}: radial basis units are built by LeNet5Original alone.");
        (Plan, _initialization, _classNames) = (plan, initialization, Data.Catalog.ClassNames.Numbers(plan.Classes));
        var shapes = plan.Layers.Zip(plan.Summary(), ShapesOf).SelectMany(shape => shape).ToList();
        IsView = addresses is not null;
        if (addresses is null) (memory, addresses) = WeightArray.Allocate([.. shapes.Select(one => one.Count)]);
        Arrays = [.. shapes.Select((one, i) => new WeightArray(one, (float*)addresses[i], memory!))];
    }

    /// <summary>Its layers.</summary>
    public NetworkPlan Plan { get; }

    /// <summary>What a reader calls each output; the numbers from 0 at first. They go into the weights file.</summary>
    /// <exception cref="ArgumentException">There are not as many names as outputs.</exception>
    public IReadOnlyList<string> ClassNames
    {
        get => _classNames;
        set => _classNames = NetworkClasses.Checked(value, Plan.Classes);
    }

    /// <summary>How the images are prepared that it learns from and reads. It goes into the weights file.</summary>
    public Preparation Preparation { get; set; }

    /// <summary>The choices of a LeNet-5; null where it is another network.</summary>
    public LeNet5Options? LeNet5 => Plan.LeNet5Options is { } options
        ? options with { Initialization = _initialization } : null;

    /// <summary>Whether the weights lie in a torch network.</summary>
    internal bool IsView { get; }

    /// <summary>Weights and biases in the layers' order.</summary>
    internal IReadOnlyList<WeightArray> Arrays { get; }

    /// <summary>The network that a weights file holds.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds no network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NetworkWeights Load(string path) => From(SafeTensorsFile.Read(path), path);

    /// <summary>The LeNet-5 that comes with the library.</summary>
    public static NetworkWeights Pretrained()
    {
        var (file, name) = LeNet5File.Pretrained();
        return From(file, name);
    }

    /// <summary>A copy of a torch network. What is learnt here is not learnt there.</summary>
    public static NetworkWeights Of(PlannedNetwork model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var copy = new NetworkWeights(model.Plan, (model as LeNet5)?.Options.Initialization ?? default, null, null)
        { ClassNames = model.ClassNames, Preparation = model.Preparation };
        copy.CopyFrom(model);
        return copy;
    }

    /// <summary>The same network in torch, a copy. The caller disposes it.</summary>
    public PlannedNetwork ToTorch()
    {
        PlannedNetwork model = LeNet5 is { } options ? new LeNet5(options) : new ConvolutionalNetwork(Plan);
        (model.ClassNames, model.Preparation) = (ClassNames, Preparation);
        CopyTo(model);
        return model;
    }

    /// <summary>Copies the weights into a torch network of the same plan.</summary>
    public void CopyTo(PlannedNetwork model)
    {
        var file = new SafeTensorsFile();
        Put(file);
        ModelWeights.Get(file, model);
    }

    /// <summary>Takes the weights of a torch network of the same plan.</summary>
    internal void CopyFrom(nn.Module model)
    {
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, model);
        Get(file, "the network");
    }

    /// <summary>Writes the weights with the choices that loading needs, and more text about them.</summary>
    public void Save(string path, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var file = new SafeTensorsFile();
        Put(file);
        file.Metadata["format"] = "pt";
        foreach (var (key, value) in Choices().Concat(metadata ?? [])) file.Metadata[key] = value;
        file.Write(path);
    }

    /// <summary>
    /// A torch network's weights where they lie, so that what is learnt here is learnt there; null where they cannot be
    /// used there.
    /// </summary>
    internal static NetworkWeights? Within(nn.Module model, out string? obstacle)
    {
        var network = model as PlannedNetwork;
        var arrays = network?.parameters().ToArray() ?? [];
        obstacle = network is null ? $"it takes a network with a plan, not a {model.GetType().Name}"
            : network.Plan.Layers[^1].Kind == LayerKind.RadialBasis
                ? $"{network.Plan.Layers[^1].Name}: it has no radial basis units"
            : !arrays.All(p => p.dtype == ScalarType.Float32 && p.device_type == TorchSharp.DeviceType.CPU
                && p.is_contiguous()) ? "it takes weights of float32 in main memory, without gaps"
            : null;
        if (obstacle is not null) return null;
        return new NetworkWeights(
            network!.Plan, (network as LeNet5)?.Options.Initialization ?? default, [.. arrays.Select(Address)], arrays)
        {
            ClassNames = network.ClassNames,
            Preparation = network.Preparation,
        };

        // Native memory does not move, so the address stays good.
        static nint Address(TorchSharp.Modules.Parameter parameter)
        {
            fixed (float* at = parameter.Floats()) return (nint)at;
        }
    }

    internal bool AreFinite()
    {
        foreach (var array in Arrays)
            foreach (var number in array.Values)
                if (!float.IsFinite(number)) return false;
        GC.KeepAlive(this);
        return true;
    }

    internal void Put(SafeTensorsFile file)
    {
        foreach (var array in Arrays) file.Tensors[array.Name] = SafeTensor.Of(array.Shape, array.Values);
        GC.KeepAlive(this);
    }

    /// <summary>Checks that a file has every weight, in its shape.</summary>
    /// <exception cref="SafeTensorsFormatException">One is missing or unsound.</exception>
    internal void Check(SafeTensorsFile file, string source)
    {
        foreach (var array in Arrays)
            if (ModelWeights.Find(file, array.Name, array.Shape, Network, source) is { IsFloat: false, Type: var type })
                throw new SafeTensorsFormatException($"{source}: expected F32 in '{array.Name}', found {type}");

        // For an error alone: whether a plan is LeNet-5's, takes its layers compared.
        string Network() => LeNet5 is null ? nameof(ConvolutionalNetwork) : nameof(LeNet5);
    }

    /// <summary>Takes the weights of a file; where one is missing or of another shape, none is taken.</summary>
    internal void Get(SafeTensorsFile file, string source)
    {
        Check(file, source);
        foreach (var array in Arrays) file.Tensors[array.Name].ToFloats().CopyTo(array.Values);
        GC.KeepAlive(this);
    }

    private static NetworkWeights From(SafeTensorsFile file, string source)
    {
        try
        {
            var (plan, initialization) = PlanOf(file, source);
            var network = new NetworkWeights(plan, initialization, null, null)
            {
                ClassNames = NetworkClasses.Names(file, plan.Classes, source),
                Preparation = NetworkClasses.PreparationOf(file, source),
            };
            network.Get(file, source);
            return network;
        }
        catch (Exception e) when (e is FormatException or NotSupportedException or OverflowException)
        {
            throw new SafeTensorsFormatException($"{source}: {e.Message}", e);
        }
    }

    private static (NetworkPlan Plan, Initialization Initialization) PlanOf(SafeTensorsFile file, string source)
    {
        if (file.Metadata.TryGetValue(PlanKey, out var text)) return (NetworkPlan.Parse(text), default);
        var options = LeNet5File.Of(file, source).Options;
        return (NetworkPlan.LeNet5(options), options.Initialization);
    }

    private IEnumerable<KeyValuePair<string, string>> Choices() => LeNet5 is { } options
        ? new LeNet5File(options, ClassNames, Preparation).Describe()
        : NetworkClasses.Describe(ClassNames, Preparation).Prepend(new(PlanKey, $"{Plan}"));

    // Of a bias the fan-in of its weights, which come before it.
    private double FanIn(WeightArray array) => array.Shape.Length > 1
        ? array.Count / array.Shape[0] : FanIn(Arrays[Arrays.ToList().IndexOf(array) - 1]);

    private static IEnumerable<ArrayShape> ShapesOf(Layer layer, LayerSummary below)
    {
        long[]? shape = layer switch
        {
            { Kind: LayerKind.Full } => [layer.Maps, (long)below.Maps * below.Height * below.Width],
            { Kind: LayerKind.Convolution } => [layer.Maps, below.Maps, layer.Kernel, layer.Kernel],
            { Pooling: null } => [Math.Max(layer.Maps, below.Maps), 1, 1, 1],
            _ => null,
        };
        if (shape is null) yield break;
        var name = layer.Name.ToLowerInvariant();
        yield return new($"{name}.weight", shape);
        yield return new($"{name}.bias", [shape[0]]);
    }
}
