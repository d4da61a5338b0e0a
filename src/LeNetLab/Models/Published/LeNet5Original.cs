using LeNetLab.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LeNetLab.Models.Published;

/// <summary>
/// LeNet-5 as published: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
/// Proc. IEEE 86(11), 1998, sect. II-B and Fig. 2. 60,000 trainable parameters, 340,908 connections.
/// </summary>
/// <remarks>
/// Takes [N, 1, 32, 32] with background −0.1 and ink 1.175 (<see cref="Data.Normalization.LeCun1998"/>), gives the distances
/// [N, 10] of F6's answer from the bitmap of each class: the smallest one is the class that it reads.
/// The parameters' names and shapes are those of the paper's parts: a kernel for each connected pair of maps in C3, a
/// coefficient and a bias for each map of S2 and S4. The bitmaps are a buffer: they are not trained.
/// </remarks>
public sealed class LeNet5Original : Module<Tensor, Tensor>
{
    // In the order of the network, which is the order of its parameters.
    private readonly SparseConvolution c1;
    private readonly TrainableSubsampling s2;
    private readonly SparseConvolution c3;
    private readonly TrainableSubsampling s4;
    private readonly SparseConvolution c5;
    private readonly Linear f6;
    private readonly RbfOutput output;

    /// <summary>Builds the network with the paper's first weights (set <c>torch.manual_seed</c> before for repeatable ones).</summary>
    /// <exception cref="NativeTorchException">Torch cannot be loaded here.</exception>
    public LeNet5Original() : base(NameWithTorchLoaded())
    {
        c1 = new SparseConvolution(ConnectionTable.Complete(1, 6), kernel: 5);
        s2 = new TrainableSubsampling(6);
        c3 = new SparseConvolution(ConnectionTable.LeNet5C3, kernel: 5);
        s4 = new TrainableSubsampling(16);
        c5 = new SparseConvolution(ConnectionTable.Complete(16, 120), kernel: 5);
        f6 = Linear(120, DigitBitmaps.Size);
        PublishedInit.Fill(f6.weight, 120);
        PublishedInit.Fill(f6.bias!, 120);
        output = new RbfOutput();
        RegisterComponents();
    }

    /// <summary>Distances [N, 10] for images [N, 1, 32, 32]. The caller disposes them.</summary>
    public override Tensor forward(Tensor input) => Run(input, (_, _) => { });

    /// <summary>
    /// Runs the network on images [N, 1, 32, 32] and keeps what every layer answered, by the paper's names: maps after the
    /// squashing, and the distances as Output. No gradient is kept. The caller disposes the result.
    /// </summary>
    public LayerMaps Maps(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var maps = new LayerMaps();
        Run(input, (name, x) => maps.Add(name, x.dim() == 2 ? x.reshape(x.shape[0], x.shape[1], 1, 1).clone() : x.clone()));
        return maps;
    }

    private Tensor Run(Tensor input, Action<string, Tensor> keep)
    {
        using var scope = NewDisposeScope();
        keep("Input", input);
        var x = Layer("C1", Squashing.Apply(c1.call(input)));                    // [N,   6, 28, 28]
        x = Layer("S2", Squashing.Apply(s2.call(x)));                            // [N,   6, 14, 14]
        x = Layer("C3", Squashing.Apply(c3.call(x)));                            // [N,  16, 10, 10]
        x = Layer("S4", Squashing.Apply(s4.call(x)));                            // [N,  16,  5,  5]
        x = Layer("C5", Squashing.Apply(c5.call(x)));                            // [N, 120,  1,  1]
        x = Layer("F6", Squashing.Apply(f6.call(x.flatten(1))));                 // [N,  84]
        return Layer("Output", output.call(x)).MoveToOuterDisposeScope();        // [N,  10]

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
