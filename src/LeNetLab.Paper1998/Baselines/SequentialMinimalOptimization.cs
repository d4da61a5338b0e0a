namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// Maximises Σα − ½·Σ αᵢαⱼyᵢyⱼKᵢⱼ over 0 ≤ α ≤ C with Σαy = 0, two numbers at a time (Platt 1999); the pair is chosen
/// by second-order information (Fan, Chen and Lin, JMLR 6, 2005, their WSS 2).
/// </summary>
internal static class SequentialMinimalOptimization
{
    private const double Smallest = 1e-12;

    /// <summary>Improves the weights until no pair violates the optimality conditions beyond the tolerance.</summary>
    /// <param name="kernel">n×n numbers, symmetric.</param>
    /// <param name="signs">+1 or −1.</param>
    /// <param name="weights">Where to start, allowed by the conditions; the result is put here.</param>
    /// <param name="penalty">C.</param>
    /// <param name="tolerance">Of the gap between the two sides' gradients.</param>
    /// <param name="cancellationToken">Asked now and then.</param>
    /// <returns>The bias b of Σ αᵢyᵢK(xᵢ, x) + b.</returns>
    public static double Solve(ReadOnlySpan<float> kernel, ReadOnlySpan<float> signs, Span<double> weights,
        double penalty, double tolerance, CancellationToken cancellationToken)
    {
        var n = signs.Length;
        var errors = Errors(kernel, signs, weights);
        for (long step = 0; ; step++)
        {
            if (step % 4096 == 0) cancellationToken.ThrowIfCancellationRequested();
            // errors[i] = yᵢ − Σⱼ αⱼyⱼKᵢⱼ: at the optimum b lies above all that may fall and below all that may rise.
            var up = -1;
            double highest = double.NegativeInfinity, lowest = double.PositiveInfinity;
            for (var i = 0; i < n; i++)
            {
                if (MayRise(signs[i], weights[i], penalty) && errors[i] > highest) (highest, up) = (errors[i], i);
                if (MayFall(signs[i], weights[i], penalty)) lowest = Math.Min(lowest, errors[i]);
            }

            if (highest - lowest <= tolerance || up < 0 || double.IsPositiveInfinity(lowest))
                return Bias(signs, weights, errors, penalty, highest, lowest);
            var rowUp = kernel.Slice(up * n, n);
            var down = Partner(kernel, signs, weights, errors, penalty, up, highest);
            var rowDown = kernel.Slice(down * n, n);
            var curvature = Math.Max(Smallest, rowUp[up] + rowDown[down] - 2 * (double)rowUp[down]);
            var move = (errors[up] - errors[down]) / curvature;
            move = Math.Min(move, signs[up] > 0 ? penalty - weights[up] : weights[up]);
            move = Math.Min(move, signs[down] > 0 ? weights[down] : penalty - weights[down]);
            weights[up] = Snap(weights[up] + signs[up] * move, penalty);
            weights[down] = Snap(weights[down] - signs[down] * move, penalty);
            for (var i = 0; i < n; i++) errors[i] -= move * (rowUp[i] - rowDown[i]);
        }
    }

    /// <summary>Whether y·α may become larger.</summary>
    private static bool MayRise(float sign, double weight, double penalty) => sign > 0 ? weight < penalty : weight > 0;

    /// <summary>Whether y·α may become smaller.</summary>
    private static bool MayFall(float sign, double weight, double penalty) => sign > 0 ? weight > 0 : weight < penalty;

    private static int Partner(ReadOnlySpan<float> kernel, ReadOnlySpan<float> signs, ReadOnlySpan<double> weights,
        double[] errors, double penalty, int up, double highest)
    {
        var n = signs.Length;
        var row = kernel.Slice(up * n, n);
        var (best, gain) = (-1, double.NegativeInfinity);
        for (var j = 0; j < n; j++)
        {
            var gap = highest - errors[j];
            if (gap <= 0 || !MayFall(signs[j], weights[j], penalty)) continue;
            var curvature = Math.Max(Smallest, row[up] + kernel[j * n + j] - 2 * (double)row[j]);
            if (gap * gap / curvature > gain) (best, gain) = (j, gap * gap / curvature);
        }

        return best;
    }

    private static double[] Errors(ReadOnlySpan<float> kernel, ReadOnlySpan<float> signs, ReadOnlySpan<double> weights)
    {
        var n = signs.Length;
        var errors = new double[n];
        for (var i = 0; i < n; i++) errors[i] = signs[i];
        for (var j = 0; j < n; j++)
        {
            if (weights[j] == 0) continue;
            var factor = weights[j] * signs[j];
            var row = kernel.Slice(j * n, n);
            for (var i = 0; i < n; i++) errors[i] -= factor * row[i];
        }

        return errors;
    }

    private static double Bias(ReadOnlySpan<float> signs, ReadOnlySpan<double> weights, double[] errors, double penalty,
        double highest, double lowest)
    {
        double sum = 0;
        var free = 0;
        for (var i = 0; i < signs.Length; i++)
        {
            if (weights[i] <= 0 || weights[i] >= penalty) continue;
            sum += errors[i];
            free++;
        }

        if (free > 0) return sum / free;
        return double.IsInfinity(highest) ? lowest : double.IsInfinity(lowest) ? highest : (highest + lowest) / 2;
    }

    private static double Snap(double weight, double penalty) =>
        weight < penalty * 1e-10 ? 0 : weight > penalty * (1 - 1e-10) ? penalty : weight;
}
