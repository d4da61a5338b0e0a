using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LeNetLab.Models.Published;

/// <summary>
/// A convolution whose maps see only some of the maps below (sect. II-B, Table I). It has a kernel for each pair that is
/// connected and none for the others, so that its parameters are those that the paper counts.
/// </summary>
/// <remarks>[N, inputs, H, W] becomes [N, outputs, H − k + 1, W − k + 1], before the squashing.</remarks>
public sealed class SparseConvolution : Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Tensor _outputs, _inputs;

    /// <param name="table">Which maps are connected.</param>
    /// <param name="kernel">Side of the window, k.</param>
    public SparseConvolution(ConnectionTable table, int kernel) : base(nameof(SparseConvolution))
    {
        ArgumentNullException.ThrowIfNull(table);
        (Table, Kernel) = (table, kernel);
        var pairs = table.Pairs().ToList();
        _weight = new Parameter(empty(pairs.Count, kernel, kernel));
        _bias = new Parameter(empty(table.Outputs));
        _outputs = tensor(pairs.Select(p => (long)p.Output).ToArray());
        _inputs = tensor(pairs.Select(p => (long)p.Input).ToArray());
        for (var (o, edge) = (0, 0); o < table.Outputs; edge += table.Sources(o++).Count)
        {
            var maps = table.Sources(o).Count;
            PublishedInit.Fill(_weight.narrow(0, edge, maps), maps * kernel * kernel);
            PublishedInit.Fill(_bias.narrow(0, o, 1), maps * kernel * kernel);
        }

        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
        register_buffer("outputs", _outputs, persistent: false);
        register_buffer("inputs", _inputs, persistent: false);
    }

    /// <summary>Which maps are connected.</summary>
    public ConnectionTable Table { get; }

    /// <summary>Side of the window.</summary>
    public int Kernel { get; }

    /// <summary>The kernels as a dense convolution has them, [outputs, inputs, k, k], 0 where nothing is connected.</summary>
    public Tensor DenseWeight() =>
        zeros([Table.Outputs, Table.Inputs, Kernel, Kernel], dtype: _weight.dtype, device: _weight.device).index_put_(_weight, _outputs, _inputs);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.conv2d(input, DenseWeight(), _bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weight.Dispose();
            _bias.Dispose();
            _outputs.Dispose();
            _inputs.Dispose();
        }

        base.Dispose(disposing);
    }
}
