namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// A convolution whose maps see only some of the maps below (sect. II-B, Table I). It has a kernel for each pair that
/// is connected and none for the others, so that its parameters are those that the paper counts.
/// </summary>
/// <remarks>[N, inputs, H, W] becomes [N, outputs, H − k + 1, W − k + 1], before the squashing.</remarks>
public sealed class SparseConvolution : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor outputs, inputs;

    /// <param name="table">Which maps are connected.</param>
    /// <param name="kernel">Side of the window, k.</param>
    public SparseConvolution(ConnectionTable table, int kernel) : base(nameof(SparseConvolution))
    {
        ArgumentNullException.ThrowIfNull(table);
        (Table, Kernel) = (table, kernel);
        var pairs = table.Pairs().ToList();
        weight = new Parameter(empty(pairs.Count, kernel, kernel));
        bias = new Parameter(empty(table.Outputs));
        outputs = tensor(pairs.Select(p => (long)p.Output).ToArray());
        inputs = tensor(pairs.Select(p => (long)p.Input).ToArray());
        for (var (o, edge) = (0, 0); o < table.Outputs; edge += table.Sources(o++).Count)
        {
            var maps = table.Sources(o).Count;
            PublishedInitialization.Fill(weight.narrow(0, edge, maps), maps * kernel * kernel);
            PublishedInitialization.Fill(bias.narrow(0, o, 1), maps * kernel * kernel);
        }

        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        register_buffer(nameof(outputs), outputs, persistent: false);
        register_buffer(nameof(inputs), inputs, persistent: false);
    }

    /// <summary>Which maps are connected.</summary>
    public ConnectionTable Table { get; }

    /// <summary>Side of the window.</summary>
    public int Kernel { get; }

    /// <summary>
    /// The kernels as a dense convolution has them, [outputs, inputs, k, k], 0 where nothing is connected.
    /// </summary>
    public Tensor DenseWeight() =>
        zeros([Table.Outputs, Table.Inputs, Kernel, Kernel], dtype: weight.dtype, device: weight.device)
            .index_put_(weight, outputs, inputs);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.conv2d(input, DenseWeight(), bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            weight.Dispose();
            bias.Dispose();
            outputs.Dispose();
            inputs.Dispose();
        }

        base.Dispose(disposing);
    }
}
