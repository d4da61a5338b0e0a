namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// K(x, y) = ((x·y + 1) / 2)^d of images scaled to length 1, so K(x, x) = 1: all polynomials of pixels up to degree d.
/// </summary>
internal static class PolynomialKernel
{
    /// <summary>Images as rows of length 1, [n, pixels]; without ink it stays 0. The caller disposes it.</summary>
    public static Tensor UnitRows(ImageSet images, int start, int count)
    {
        using var scope = NewDisposeScope();
        return Unit(ImageSize.Rows(images, start, count)).MoveToOuterDisposeScope();
    }

    /// <summary>Rows scaled to length 1; the caller disposes them.</summary>
    public static Tensor Unit(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return (rows / rows.pow(2).sum([1], keepdim: true).sqrt().clamp_min(1e-12)).MoveToOuterDisposeScope();
    }

    /// <summary>The kernel of all pairs of rows, [n, m]; the caller disposes it.</summary>
    public static Tensor Of(Tensor a, Tensor b, int degree) => a.matmul(b.t()).add_(1).mul_(0.5).pow_(degree);
}
