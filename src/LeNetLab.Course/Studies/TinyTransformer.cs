using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace LeNetLab.Course.Studies;

/// <summary>
/// A small vision transformer for digits of 28×28 (Dosovitskiy and others, 2021, without the class token): 16 patches
/// of 7×7, three layers of attention with four heads, and the mean of the patches. 60,538 parameters.
/// </summary>
/// <remarks>Takes [N, 1, 28, 28], gives logits [N, 10]. Notebook what-came-after has the same class.</remarks>
public sealed class TinyTransformer : Module<Tensor, Tensor>
{
    private const int Patches = 16, Width = 48;

#pragma warning disable IDE1006 // TorchSharp names a module's parts after its fields.
    private readonly Module<Tensor, Tensor> cut = Conv2d(1, Width, kernel_size: 7, stride: 7);
    private readonly Parameter place = Parameter(0.02 * randn(Patches, 1, Width));
    private readonly TransformerEncoder layers = TransformerEncoder(TransformerEncoderLayer(Width, 4, 96, 0), 3);
    private readonly Module<Tensor, Tensor> output = Linear(Width, 10);
#pragma warning restore IDE1006

    /// <summary>Builds the network with its first weights from torch's generator.</summary>
    public TinyTransformer() : base(nameof(TinyTransformer)) => RegisterComponents();

    /// <inheritdoc/>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var x = cut.call(image).flatten(2).permute(2, 0, 1);            // [16, N, 48]
        x = layers.call(x + place, null, null);                         // [16, N, 48]
        return output.call(x.mean([0])).MoveToOuterDisposeScope();      // [N, 10]
    }
}
