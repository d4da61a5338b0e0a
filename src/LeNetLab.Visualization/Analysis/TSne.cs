namespace LeNetLab.Visualization.Analysis;

/// <summary>How a <see cref="TSne"/> is looked for.</summary>
public sealed record TSneOptions
{
    /// <summary>About how many neighbours a point has; below a third of the points.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps downhill.</summary>
    public int Steps { get; init; } = 350;

    /// <summary>How far a step goes along the gradient.</summary>
    public double Rate { get; init; } = 100;

    /// <summary>Chooses the start.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// t-SNE, exact (van der Maaten and Hinton 2008, "Visualizing data using t-SNE"): places points in the plane so that
/// near ones stay near. Only nearness is meaningful in the result, not distances between groups, nor their sizes.
/// </summary>
/// <remarks>Time and memory grow with the square of the number of points: made for a thousand or two.</remarks>
public static class TSne
{
    /// <summary>Places points [N, dimensions] in the plane, [N, 2]; reproducible on the same machine.</summary>
    /// <exception cref="ArgumentException">There are too few points for the perplexity.</exception>
    public static double[,] Of(double[,] points, TSneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new TSneOptions();
        var count = points.GetLength(0);
        if (options.Perplexity < 1 || count < 3 * options.Perplexity)
            throw new ArgumentException($"{count} points are too few for a perplexity of {options.Perplexity}: at " +
                "least three times as many.", nameof(points));
        var near = Joint(TSneProbabilities.Of(points, options.Perplexity));
        var random = SeededRandom.For((ulong)options.Seed, 0);
        var (x, y) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++) (x[i], y[i]) = (1e-2 * random.Normal(), 1e-2 * random.Normal());
        Descend(near, x, y, options);
        var places = new double[count, 2];
        for (var i = 0; i < count; i++) (places[i, 0], places[i, 1]) = (x[i], y[i]);
        return places;
    }

    /// <summary>p_ij = (p_j|i + p_i|j) / 2N (sect. 3.1), so that every point counts, however far out.</summary>
    internal static double[][] Joint(double[][] conditional)
    {
        var count = conditional.Length;
        var joint = new double[count][];
        for (var i = 0; i < count; i++)
        {
            joint[i] = new double[count];
            for (var j = 0; j < count; j++) joint[i][j] = (conditional[i][j] + conditional[j][i]) / (2 * count);
        }

        return joint;
    }

    /// <summary>The gradient of KL(P‖Q), eq. 5, with P multiplied by <paramref name="exaggeration"/>.</summary>
    internal static void Gradient(
        double[][] near, double[] x, double[] y, double exaggeration, double[] dx, double[] dy)
    {
        // Two passes that each compute the weights anew take less time than one that stores N² of them.
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            double row = 0;
            for (var j = 0; j < i; j++) row += Weight(x[i] - x[j], y[i] - y[j]);
            sum += 2 * row;
        }

        Array.Clear(dx);
        Array.Clear(dy);
        for (var i = 0; i < x.Length; i++)
        {
            var row = near[i];
            for (var j = 0; j < i; j++)
            {
                var (ax, ay) = (x[i] - x[j], y[i] - y[j]);
                var weight = Weight(ax, ay);
                var pull = 4 * (exaggeration * row[j] - weight / sum) * weight;
                dx[i] += pull * ax;
                dy[i] += pull * ay;
                dx[j] -= pull * ax;
                dy[j] -= pull * ay;
            }
        }
    }

    private static double Weight(double x, double y) => 1 / (1 + x * x + y * y);

    // Momentum, gains and early exaggeration as in sect. 3.4.
    private static void Descend(double[][] near, double[] x, double[] y, TSneOptions options)
    {
        var count = x.Length;
        double[] dx = new double[count], dy = new double[count];
        double[] vx = new double[count], vy = new double[count];
        double[] gx = new double[count], gy = new double[count];
        Array.Fill(gx, 1);
        Array.Fill(gy, 1);
        var early = options.Steps / 4;
        for (var step = 0; step < options.Steps; step++)
        {
            Gradient(near, x, y, step < early ? 12 : 1, dx, dy);
            var momentum = step < early ? 0.5 : 0.8;
            for (var i = 0; i < count; i++)
            {
                x[i] += Step(dx[i], ref vx[i], ref gx[i], momentum, options.Rate);
                y[i] += Step(dy[i], ref vy[i], ref gy[i], momentum, options.Rate);
            }

            var (mx, my) = (x.Average(), y.Average());
            for (var i = 0; i < count; i++) (x[i], y[i]) = (x[i] - mx, y[i] - my);
        }
    }

    private static double Step(double gradient, ref double velocity, ref double gain, double momentum, double rate)
    {
        gain = Math.Max(0.01, gradient > 0 == velocity > 0 ? gain * 0.8 : gain + 0.2);
        return velocity = momentum * velocity - rate * gain * gradient;
    }
}
