namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// How likely each point would choose each other as its neighbour, were they chosen by a Gaussian about it whose width
/// gives the wanted perplexity (van der Maaten and Hinton 2008, eq. 1 and sect. 2).
/// </summary>
internal static class TSneProbabilities
{
    private const int MaxSteps = 60;
    private const double Tolerance = 1e-5;

    /// <summary>p_j|i as [i][j]; each row sums to 1, its own entry is 0, and its entropy is ln perplexity.</summary>
    public static double[][] Of(double[,] points, double perplexity)
    {
        var count = points.GetLength(0);
        var distances = SquaredDistances(points);
        var wanted = Math.Log(perplexity);
        return [.. Enumerable.Range(0, count).Select(i => Row(distances[i], i, wanted))];
    }

    private static double[] Row(double[] distances, int self, double wanted)
    {
        var nearest = distances.Where((_, j) => j != self).Min();
        var row = new double[distances.Length];
        double low = 0, high = double.PositiveInfinity, precision = 1;
        for (var step = 0; step < MaxSteps; step++)
        {
            var excess = Fill(row, distances, self, nearest, precision) - wanted;
            if (Math.Abs(excess) < Tolerance) break;
            if (excess > 0) low = precision;
            else high = precision;
            precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
        }

        return row;
    }

    // Distances from the nearest on: the common factor falls out of the quotient, and the sum never becomes 0.
    private static double Fill(double[] row, double[] distances, int self, double nearest, double precision)
    {
        double sum = 0, weighted = 0;
        for (var j = 0; j < row.Length; j++)
        {
            var far = distances[j] - nearest;
            row[j] = j == self ? 0 : Math.Exp(-precision * far);
            sum += row[j];
            if (j != self) weighted += far * row[j];
        }

        for (var j = 0; j < row.Length; j++) row[j] /= sum;
        return Math.Log(sum) + precision * weighted / sum;
    }

    private static double[][] SquaredDistances(double[,] points)
    {
        var (count, size) = (points.GetLength(0), points.GetLength(1));
        var result = new double[count][];
        for (var i = 0; i < count; i++)
        {
            result[i] = new double[count];
            for (var j = 0; j < i; j++)
            {
                double sum = 0;
                for (var d = 0; d < size; d++) sum += (points[i, d] - points[j, d]) * (points[i, d] - points[j, d]);
                (result[i][j], result[j][i]) = (sum, sum);
            }
        }

        return result;
    }
}
