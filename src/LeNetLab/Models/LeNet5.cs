using LeNetLab.Data.Catalog;
using LeNetLab.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LeNetLab.Models;

/// <summary>
/// LeNet-5 as it is taught today: the layers and sizes of LeCun, Bottou, Bengio and Haffner 1998 (sect. II-B, Fig. 2),
/// with every C3 map connected to every S2 map, pooling without parameters, and ten linear outputs for a softmax.
/// 61,706 parameters.
/// </summary>
/// <remarks>
/// Takes [N, 1, 32, 32] (<see cref="Data.ImageSet.ToTensor(Data.Normalization?, int)"/> makes it), gives logits [N, classes].
/// The parameters' names and layouts are those of the same layers in torch.nn: c1, c3, c5 are Conv2d, f6 and output
/// are Linear, each with a weight and a bias.
/// </remarks>
public sealed class LeNet5 : Module<Tensor, Tensor>
{
    /// <summary>The names of the layers, from the input to the output.</summary>
    public static IReadOnlyList<string> LayerNames { get; } = ["Input", "C1", "S2", "C3", "S4", "C5", "F6", "Output"];

    private IReadOnlyList<string> _classNames;

    /// <summary>Builds the network with its first weights drawn as the options say (set <c>torch.manual_seed</c> before for repeatable ones).</summary>
    /// <exception cref="NativeTorchException">Torch cannot be loaded here.</exception>
    public LeNet5(LeNet5Options? options = null) : base(NameWithTorchLoaded())
    {
        Options = options ?? new LeNet5Options();
        _classNames = Data.Catalog.ClassNames.Numbers(Options.Classes);
        C1 = Conv2d(1, 6, kernel_size: 5);
        C3 = Conv2d(6, 16, kernel_size: 5);
        C5 = Conv2d(16, 120, kernel_size: 5);
        F6 = Linear(120, 84);
        Output = Linear(84, Options.Classes);
        register_module("c1", C1);
        register_module("c3", C3);
        register_module("c5", C5);
        register_module("f6", F6);
        register_module("output", Output);
        Draw(Options.Initialization);
    }

    /// <summary>What was chosen.</summary>
    public LeNet5Options Options { get; }

    /// <summary>What a reader calls each output; the numbers from 0 at first. They go into the weights file.</summary>
    /// <exception cref="ArgumentException">There are not as many names as outputs.</exception>
    public IReadOnlyList<string> ClassNames
    {
        get => _classNames;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count != Options.Classes)
                throw new ArgumentException($"{Options.Classes} outputs need as many names; there are {value.Count}.", nameof(value));
            _classNames = [.. value];
        }
    }

    /// <summary>How the images are prepared that it learns from, and so those that it is to read. It goes into the weights file.</summary>
    public Preparation Preparation { get; set; }

    /// <summary>
    /// The network that comes with the library, trained on MNIST; data/README.md says how, and what it reaches.
    /// The caller disposes it.
    /// </summary>
    public static LeNet5 Pretrained()
    {
        var (file, name) = LeNet5File.Pretrained();
        return From(file, name);
    }

    /// <summary>Builds the network that a weights file holds: its choices are in the file's text. The caller disposes it.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds another network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LeNet5 Load(string path) => From(SafeTensorsFile.Read(path), path);

    /// <summary>Writes the weights with the choices that <see cref="Load"/> needs, and more text about them.</summary>
    public void Save(string path, IEnumerable<KeyValuePair<string, string>>? metadata = null) =>
        ModelWeights.Save(this, path, Choices().Concat(metadata ?? []));

    /// <summary>Six 5×5 kernels on the picture; 156 parameters.</summary>
    public Conv2d C1 { get; }

    /// <summary>Sixteen kernels of 6×5×5; 2,416 parameters.</summary>
    public Conv2d C3 { get; }

    /// <summary>120 kernels of 16×5×5, each at the one place where it fits; 48,120 parameters.</summary>
    public Conv2d C5 { get; }

    /// <summary>84 units; 10,164 parameters.</summary>
    public Linear F6 { get; }

    /// <summary>One linear unit a class; 850 parameters for ten.</summary>
    public Linear Output { get; }

    /// <summary>Logits [N, classes] of images [N, 1, 32, 32]. The caller disposes them.</summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public override Tensor forward(Tensor input) => Run(input, (_, _) => { });

    /// <summary>
    /// Runs the network on images [N, 1, 32, 32] and keeps what every layer answered: maps after the squashing of C1,
    /// C3, C5, F6, after the pooling of S2, S4, and the logits. No gradient is kept. The caller disposes the result.
    /// </summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public LayerMaps Maps(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var maps = new LayerMaps();
        Run(input, (name, x) => maps.Add(name, x.dim() == 2 ? x.reshape(x.shape[0], x.shape[1], 1, 1).clone() : x.clone()));
        return maps;
    }

    /// <summary>One layer's answer to images [N, 1, 32, 32], [N, maps, …], with its gradient. The caller disposes it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer; the message lists the names.</exception>
    internal Tensor Answer(Tensor input, string layer)
    {
        Tensor? answer = null;
        using var scope = NewDisposeScope();
        Run(input, (name, x) =>
        {
            if (name.Equals(layer, StringComparison.OrdinalIgnoreCase)) answer = x.alias().DetachFromDisposeScope();
        });
        return answer ?? throw new KeyNotFoundException($"There is no layer '{layer}'; there are {string.Join(", ", LayerNames)}.");
    }

    /// <summary>The layers in numbers, from the input to the output.</summary>
    public IReadOnlyList<LayerSummary> Summary() =>
    [
        new("Input", LayerKind.Input, 1, 32, 32, 0, 0, 0),
        new("C1", LayerKind.Convolution, 6, 28, 28, 5, ParametersOf(C1), 6 * 28 * 28 * 25),
        new("S2", LayerKind.Subsampling, 6, 14, 14, 2, 0, 0),
        new("C3", LayerKind.Convolution, 16, 10, 10, 5, ParametersOf(C3), 16 * 10 * 10 * 6 * 25),
        new("S4", LayerKind.Subsampling, 16, 5, 5, 2, 0, 0),
        new("C5", LayerKind.Convolution, 120, 1, 1, 5, ParametersOf(C5), 120 * 16 * 25),
        new("F6", LayerKind.Full, 84, 1, 1, 0, ParametersOf(F6), 84 * 120),
        new("Output", LayerKind.Full, Options.Classes, 1, 1, 0, ParametersOf(Output), Options.Classes * 84),
    ];

    private static LeNet5 From(SafeTensorsFile file, string source)
    {
        var (options, names, preparation) = LeNet5File.Of(file, source);
        var model = new LeNet5(options) { ClassNames = names, Preparation = preparation };
        try
        {
            ModelWeights.Get(file, model, source: source);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The choices as text, for a file's text.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Choices() => new LeNet5File(Options, ClassNames, Preparation).Describe();

    private void Draw(Initialization how)
    {
        if (how == Initialization.Torch) return;                 // the layers have done that
        using var scope = NewDisposeScope();
        foreach (var (weight, bias) in new[]
        {
            (C1.weight, C1.bias), (C3.weight, C3.bias), (C5.weight, C5.bias), (F6.weight, F6.bias), (Output.weight, Output.bias),
        })
        {
            init.xavier_uniform_(weight);
            if (how == Initialization.Keras) init.zeros_(bias!);
        }
    }

    private Tensor Run(Tensor input, Action<string, Tensor> seen)
    {
        if (input.shape is not [_, 1, 32, 32])
            throw new ArgumentException(
                $"LeNet-5 takes images of [N, 1, 32, 32], not [{string.Join(", ", input.shape)}]. MNIST's 28×28 need a margin of 2 pixels.", nameof(input));
        using var scope = NewDisposeScope();
        var x = Seen("Input", input);                        // [N,   1, 32, 32]
        x = Seen("C1", Squash(C1.call(x)));                  // [N,   6, 28, 28]
        x = Seen("S2", Pool(x));                             // [N,   6, 14, 14]
        x = Seen("C3", Squash(C3.call(x)));                  // [N,  16, 10, 10]
        x = Seen("S4", Pool(x));                             // [N,  16,  5,  5]
        x = Seen("C5", Squash(C5.call(x)));                  // [N, 120,  1,  1]
        x = Seen("F6", Squash(F6.call(x.flatten(1))));       // [N,  84]
        x = Seen("Output", Output.call(x));                  // [N,  10], or as many as there are classes
        return x.MoveToOuterDisposeScope();

        Tensor Seen(string name, Tensor maps)
        {
            seen(name, maps);
            return maps;
        }
    }

    // The base constructor already calls torch. A static constructor would load it as early, but what goes wrong there
    // reaches the user as a TypeInitializationException that says nothing.
    private static string NameWithTorchLoaded()
    {
        NativeTorch.Load();
        return nameof(LeNet5);
    }

    private Tensor Squash(Tensor x) => Options.Activation switch
    {
        Activation.Relu => x.relu(),
        Activation.Sigmoid => x.sigmoid(),
        _ => x.tanh(),
    };

    private Tensor Pool(Tensor x) =>
        Options.Pooling == Pooling.Average ? functional.avg_pool2d(x, 2) : functional.max_pool2d(x, 2);

    private static long ParametersOf(Module layer) => layer.parameters().Sum(p => p.numel());
}
