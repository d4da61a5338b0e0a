namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// LeNet-5 as published: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
/// Proc. IEEE 86(11), 1998, sect. II-B and Fig. 2. 60,000 trainable parameters, 340,908 connections.
/// </summary>
/// <remarks>
/// Takes [N, 1, 32, 32] with background −0.1 and ink 1.175 (<see cref="Data.Normalization.LeCun1998"/>), gives the
/// distances [N, 10] of F6's answer from the bitmap of each class: the smallest one is the class that it reads. The
/// parameters' names and shapes are those of the paper's parts: a kernel for each connected pair of maps in C3, a
/// coefficient and a bias for each map of S2 and S4. The bitmaps are a buffer: they are not trained.
/// </remarks>
public sealed class LeNet5Original : Module<Tensor, Tensor>
{
    /// <summary>
    /// Builds the network with the paper's first weights (set <c>torch.manual_seed</c> before for repeatable ones).
    /// </summary>
    /// <exception cref="NativeTorchException">Torch cannot be loaded here.</exception>
    public LeNet5Original() : base(NameWithTorchLoaded())
    {
        C1 = new SparseConvolution(ConnectionTable.Complete(1, 6), kernel: 5);
        S2 = new TrainableSubsampling(6);
        C3 = new SparseConvolution(ConnectionTable.LeNet5C3, kernel: 5);
        S4 = new TrainableSubsampling(16);
        C5 = new SparseConvolution(ConnectionTable.Complete(16, 120), kernel: 5);
        F6 = Linear(120, DigitBitmaps.Size);
        PublishedInitialization.Fill(F6.weight, 120);
        PublishedInitialization.Fill(F6.bias!, 120);
        Output = new RbfOutput();
        register_module("c1", C1);
        register_module("s2", S2);
        register_module("c3", C3);
        register_module("s4", S4);
        register_module("c5", C5);
        register_module("f6", F6);
        register_module("output", Output);
    }

    /// <summary>Six 5×5 kernels on the picture; 156 parameters.</summary>
    public SparseConvolution C1 { get; }

    /// <summary>A coefficient and a bias for each of six maps; 12 parameters.</summary>
    public TrainableSubsampling S2 { get; }

    /// <summary>Sixteen maps with 60 kernels, by the paper's Table I; 1,516 parameters.</summary>
    public SparseConvolution C3 { get; }

    /// <summary>A coefficient and a bias for each of sixteen maps; 32 parameters.</summary>
    public TrainableSubsampling S4 { get; }

    /// <summary>120 units, each with a kernel on all sixteen maps; 48,120 parameters.</summary>
    public SparseConvolution C5 { get; }

    /// <summary>84 units, the pixels of a bitmap; 10,164 parameters.</summary>
    public Linear F6 { get; }

    /// <summary>The distances from the ten bitmaps; nothing to train.</summary>
    public RbfOutput Output { get; }

    /// <summary>Distances [N, 10] for images [N, 1, 32, 32]. The caller disposes them.</summary>
    public override Tensor forward(Tensor input) => Run(input, (_, _) => { });

    /// <summary>
    /// Runs the network on images [N, 1, 32, 32] and keeps what every layer answered, by the paper's names: maps after
    /// the squashing, and the distances as Output. No gradient is kept. The caller disposes the result.
    /// </summary>
    public LayerMaps Maps(Tensor input) => LayerMaps.Of(keep => Run(input, keep));

    private Tensor Run(Tensor input, Action<string, Tensor> keep)
    {
        using var scope = NewDisposeScope();
        keep("Input", input);
        var x = Layer("C1", ScaledTanh.Apply(C1.call(input)));                    // [N,   6, 28, 28]
        x = Layer("S2", ScaledTanh.Apply(S2.call(x)));                            // [N,   6, 14, 14]
        x = Layer("C3", ScaledTanh.Apply(C3.call(x)));                            // [N,  16, 10, 10]
        x = Layer("S4", ScaledTanh.Apply(S4.call(x)));                            // [N,  16,  5,  5]
        x = Layer("C5", ScaledTanh.Apply(C5.call(x)));                            // [N, 120,  1,  1]
        x = Layer("F6", ScaledTanh.Apply(F6.call(x.flatten(1))));                 // [N,  84]
        return Layer("Output", Output.call(x)).MoveToOuterDisposeScope();        // [N,  10]

        Tensor Layer(string name, Tensor answer)
        {
            keep(name, answer);
            return answer;
        }
    }

    private static string NameWithTorchLoaded()
    {
        NativeTorch.Load();
        return nameof(LeNet5Original);
    }
}
