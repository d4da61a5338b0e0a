namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// The paper's subsampling (sect. II-B): the four pixels of a 2×2 patch are added, the sum is multiplied by one
/// trainable coefficient of its map, and one trainable bias is added. Two parameters a map.
/// </summary>
/// <remarks>[N, maps, H, W] becomes [N, maps, H/2, W/2], before the squashing.</remarks>
public sealed class TrainableSubsampling : Module<Tensor, Tensor>
{
    private readonly Parameter coefficient;
    private readonly Parameter bias;

    /// <param name="maps">Number of maps.</param>
    public TrainableSubsampling(int maps) : base(nameof(TrainableSubsampling))
    {
        coefficient = new Parameter(empty(maps));
        bias = new Parameter(empty(maps));
        PublishedInitialization.Fill(coefficient, 4);
        PublishedInitialization.Fill(bias, 4);
        register_parameter(nameof(coefficient), coefficient);
        register_parameter(nameof(bias), bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = 4 * functional.avg_pool2d(input, 2);
        return (sum * coefficient.reshape(1, -1, 1, 1) + bias.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            coefficient.Dispose();
            bias.Dispose();
        }

        base.Dispose(disposing);
    }
}
