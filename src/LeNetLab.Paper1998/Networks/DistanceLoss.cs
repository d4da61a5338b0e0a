namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// The paper's two losses on the distances y of <see cref="RbfOutput"/> (sect. II-C), as means over a batch.
/// </summary>
public static class DistanceLoss
{
    /// <summary>Eq. 8: the distance from the bitmap of the right class, E = y_D.</summary>
    /// <param name="distances">y, [N, classes].</param>
    /// <param name="labels">D, [N] of int64.</param>
    public static Tensor MaximumLikelihood(Tensor distances, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        return distances.gather(1, labels.unsqueeze(1)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Eq. 9: E = y_D + log(e^−j + Σ_i e^−y_i). The second term pushes the wrong classes away; j keeps it from pushing
    /// classes that are far already, as a class of rubbish would whose distance is always j.
    /// </summary>
    /// <param name="distances">y, [N, classes].</param>
    /// <param name="labels">D, [N] of int64.</param>
    /// <param name="j">Above 0. The paper gives no number.</param>
    public static Tensor MaximumAPosteriori(Tensor distances, Tensor labels, double j)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(j);
        using var scope = NewDisposeScope();
        var rubbish = full_like(distances.narrow(1, 0, 1), -j);
        var competition = cat([-distances, rubbish], 1).logsumexp(1);
        return (distances.gather(1, labels.unsqueeze(1)).squeeze(1) + competition).mean().MoveToOuterDisposeScope();
    }
}
