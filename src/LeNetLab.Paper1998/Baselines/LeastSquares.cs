namespace LeNetLab.Paper1998.Baselines;

/// <summary>Linear least squares by the normal equations, in double precision.</summary>
internal static class LeastSquares
{
    /// <summary>
    /// A pixel that is background in every image makes the equations singular. So small a ridge, relative to the mean
    /// of the diagonal, settles its weight at 0 and moves the others by less than the data determine them.
    /// </summary>
    public const double TinyRidge = 1e-7;

    /// <summary>
    /// The weights W [inputs, outputs] that minimise ‖X·W − T‖² + r·‖W‖², from XᵀX and XᵀT; r is the ridge times the
    /// mean of the diagonal of XᵀX. The caller disposes the result.
    /// </summary>
    public static Tensor Solve(Tensor squares, Tensor products, double ridge)
    {
        using var scope = NewDisposeScope();
        var amount = ridge * squares.diagonal().mean();
        return linalg.solve(squares + amount * eye(squares.shape[0], dtype: ScalarType.Float64),
            products).MoveToOuterDisposeScope();
    }

    /// <summary>A column of ones after the inputs: the bias is the weight of an input that is always 1.</summary>
    public static Tensor WithOne(Tensor inputs) => cat([inputs, ones(inputs.shape[0], 1, dtype: inputs.dtype)], 1);

    /// <summary>+1 in the column of each image's class and −1 elsewhere, [n, classes], in double precision.</summary>
    public static Tensor Targets(ReadOnlySpan<byte> labels, int classes)
    {
        var targets = new double[labels.Length * classes];
        Array.Fill(targets, -1);
        for (var i = 0; i < labels.Length; i++) targets[i * classes + labels[i]] = 1;
        return tensor(targets, [labels.Length, classes]);
    }
}
