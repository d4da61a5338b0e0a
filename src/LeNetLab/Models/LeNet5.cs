namespace LeNetLab.Models;

/// <summary>
/// LeNet-5 as it is taught today: the layers and sizes of LeCun, Bottou, Bengio and Haffner 1998 (sect. II-B, Fig. 2),
/// with every C3 map connected to every S2 map, pooling without parameters, and ten linear outputs for a softmax.
/// 61,706 parameters.
/// </summary>
/// <remarks>
/// Takes [N, 1, 32, 32] (<see cref="Data.ImageSet.ToTensor(Data.Normalization?, int)"/> makes it), gives logits
/// [N, classes]. The parameters' names and layouts are those of the same layers in torch.nn: c1, c3, c5 are Conv2d, f6
/// and output are Linear, each with a weight and a bias.
/// </remarks>
public sealed class LeNet5 : PlannedNetwork
{
    /// <summary>The names of the layers, from the input to the output.</summary>
    public static IReadOnlyList<string> LayerNames { get; } = ["Input", "C1", "S2", "C3", "S4", "C5", "F6", "Output"];

    /// <summary>
    /// Builds the network with its first weights drawn as the options say (set <c>torch.manual_seed</c> before for
    /// repeatable ones).
    /// </summary>
    /// <exception cref="ArgumentException">An option has a value that there is not.</exception>
    /// <exception cref="NativeTorchException">Torch cannot be loaded here.</exception>
    public LeNet5(LeNet5Options? options = null) : base(nameof(LeNet5), NetworkPlan.LeNet5(options))
    {
        Options = options ?? new LeNet5Options();
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

    /// <summary>
    /// The network that comes with the library, trained on MNIST; data/README.md says how, and what it reaches.
    /// The caller disposes it.
    /// </summary>
    public static LeNet5 Pretrained()
    {
        var (file, name) = LeNet5File.Pretrained();
        return From(file, name);
    }

    /// <summary>
    /// Builds the network that a weights file holds: its choices are in the file's text. The caller disposes it.
    /// </summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or holds another network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LeNet5 Load(string path) => From(SafeTensorsFile.Read(path), path);

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

    internal static LeNet5 From(SafeTensorsFile file, string source)
    {
        var (options, names, preparation) = LeNet5File.Of(file, source);
        return Filled(new LeNet5(options) { ClassNames = names, Preparation = preparation }, file, source);
    }

    internal override IEnumerable<KeyValuePair<string, string>> Choices() =>
        new LeNet5File(Options, ClassNames, Preparation).Describe();

    // What every layer answered is shown to `seen`, which keeps it for Maps.
    private protected override Tensor Run(Tensor input, Action<string, Tensor> seen)
    {
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

    private Tensor Squash(Tensor x) => Options.Activation.Apply(x);

    private Tensor Pool(Tensor x) => Options.Pooling.Apply(x);
}
