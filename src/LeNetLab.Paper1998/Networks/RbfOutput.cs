namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// The paper's output layer (eq. 7): y_i = Σ_j (x_j − w_ij)², the squared distance of F6's answer from the bitmap of
/// class i. The w_ij are fixed at −1 and +1.
/// </summary>
/// <remarks>[N, 84] becomes [N, 10].</remarks>
public sealed class RbfOutput : Module<Tensor, Tensor>
{
    private readonly Tensor bitmaps;

    /// <summary>The output layer of the ten digits.</summary>
    public RbfOutput() : base(nameof(RbfOutput))
    {
        bitmaps = tensor(DigitBitmaps.All()).reshape(10, DigitBitmaps.Size);
        register_buffer(nameof(bitmaps), bitmaps);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return (input.unsqueeze(1) - bitmaps).square().sum(2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) bitmaps.Dispose();
        base.Dispose(disposing);
    }
}
