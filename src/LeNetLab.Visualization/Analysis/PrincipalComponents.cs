using LeNetLab.Native;

namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// The directions of most variance (Pearson 1901; Hotelling 1933): the covariance's eigenvectors, widest first.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[] _mean;
    private readonly double[] _variances;
    private readonly double[,] _axes;

    private PrincipalComponents(double[] mean, double[] variances, double[,] axes) =>
        (_mean, _variances, _axes) = (mean, variances, axes);

    /// <summary>Finds the axes of points [N, dimensions], N at least 2.</summary>
    /// <exception cref="ArgumentException">There are fewer than two points.</exception>
    public static PrincipalComponents Of(double[,] points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var (count, size) = (points.GetLength(0), points.GetLength(1));
        if (count < 2 || size < 1) throw new ArgumentException(
            $"Directions need two points or more; got {count} of {size} dimensions.", nameof(points));
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        var data = tensor(points.Cast<double>().ToArray(), [count, size]);
        var mean = data.mean([0]);
        var centred = data - mean;
        var (variances, axes) = AxesOf(centred.t().matmul(centred) / (count - 1));
        return new PrincipalComponents(mean.data<double>().ToArray(), variances, axes);
    }

    /// <summary>
    /// The eigenvectors of a covariance [dimensions, dimensions] of float64, and the variance along each.
    /// </summary>
    /// <returns>The widest first; axes row by row, each of length 1.</returns>
    internal static (double[] Variances, double[,] Axes) AxesOf(Tensor covariance)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(covariance);     // ascending; axes in columns
        var variances = values.flip(0).clamp_min(0).data<double>().ToArray();
        var columns = vectors.flip(1).t().contiguous().data<double>().ToArray();
        var size = variances.Length;
        var axes = new double[size, size];
        for (var axis = 0; axis < size; axis++)
        {
            // An eigenvector's sign is free. The largest part is made positive, so that pictures agree everywhere.
            var row = columns.AsSpan(axis * size, size);
            var largest = 0;
            for (var d = 1; d < size; d++)
                if (Math.Abs(row[d]) > Math.Abs(row[largest]) + 1e-9) largest = d;
            var sign = row[largest] < 0 ? -1 : 1;
            for (var d = 0; d < size; d++) axes[axis, d] = sign * row[d];
        }

        return (variances, axes);
    }

    /// <summary>The points' mean, one number a dimension.</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>The variance along each axis, largest first.</summary>
    public IReadOnlyList<double> Variances => _variances;

    /// <summary>One axis: a unit vector, one number a dimension; its largest part is positive.</summary>
    public double[] Axis(int index) => [.. Enumerable.Range(0, _mean.Length).Select(d => _axes[index, d])];

    /// <summary>The share of the whole variance that the first axes hold, 0…1; NaN where all points are one.</summary>
    public double Share(int axes) => _variances.Take(axes).Sum() / _variances.Sum();

    /// <summary>Where points lie along the first axes, [N, axes].</summary>
    /// <exception cref="ArgumentException">The points and the axes differ in dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many axes.</exception>
    public double[,] Project(double[,] points, int axes = 2)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(axes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(axes, _mean.Length);
        if (points.GetLength(1) != _mean.Length)
            throw new ArgumentException(
                $"The axes are of {_mean.Length} dimensions, the points of {points.GetLength(1)}.", nameof(points));
        var result = new double[points.GetLength(0), axes];
        for (var i = 0; i < result.GetLength(0); i++)
            for (var a = 0; a < axes; a++)
                for (var d = 0; d < _mean.Length; d++) result[i, a] += (points[i, d] - _mean[d]) * _axes[a, d];
        return result;
    }
}
