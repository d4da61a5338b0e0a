namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// One machine that separates two sets of images. The quadratic problem is solved on a working set that is small enough
/// for its whole kernel; then the images that this solution puts inside the margin come in, those that it does not need
/// go out, until there is none to come in (chunking; Vapnik 1982, Osuna, Freund and Girosi 1997).
/// </summary>
/// <param name="Weights">αᵢ ≥ 0 of every image.</param>
/// <param name="Bias">b.</param>
internal sealed record SupportVectorMachine(double[] Weights, double Bias)
{
    private const int FirstSet = 500, Block = 2_000;

    /// <summary>Trains on unit rows [n, pixels] from <see cref="PolynomialKernel"/>, and signs of ±1.</summary>
    public static SupportVectorMachine Train(
        Tensor rows, float[] signs, SvmOptions options, CancellationToken cancellationToken)
    {
        var weights = new double[signs.Length];
        var working = Start(signs, options.Seed);
        while (true)
        {
            var bias = Improve(rows, signs, weights, working, options, cancellationToken);
            var margins = Margins(rows, signs, weights, bias, options.Degree, cancellationToken);
            var inside = new bool[signs.Length];
            foreach (var i in working) inside[i] = true;
            // Working images meet their conditions within the tolerance; others have weight 0 and lie outside the
            // margin.
            int[] violators = [.. Enumerable.Range(0,
                signs.Length).Where(i => !inside[i] && margins[i] < 1 - options.Tolerance).OrderBy(i => margins[i])];
            if (violators.Length == 0) return new SupportVectorMachine(weights, bias);
            var kept = working.Where(i => weights[i] > 0 || margins[i] < 1.05).ToArray();
            working = [.. kept, .. violators.Take(Math.Max(FirstSet, kept.Length / 2))];
        }
    }

    /// <summary>Some images of both signs, drawn.</summary>
    private static int[] Start(float[] signs, int seed)
    {
        var order = Enumerable.Range(0, signs.Length).ToArray();
        new Random(seed).Shuffle(order);
        return [.. order.Where(i => signs[i] > 0).Take(FirstSet), .. order.Where(i => signs[i] < 0).Take(FirstSet)];
    }

    private static double Improve(Tensor rows, float[] signs, double[] weights, int[] working, SvmOptions options,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var chosen = rows.index_select(0, tensor(Array.ConvertAll(working, i => (long)i)));
        var kernel = PolynomialKernel.Of(chosen, chosen, options.Degree).Floats();
        var some = Array.ConvertAll(working, i => weights[i]);
        var bias = SequentialMinimalOptimization.Solve(kernel, Array.ConvertAll(working, i => signs[i]), some,
            options.Penalty, options.Tolerance, cancellationToken);
        for (var k = 0; k < working.Length; k++) weights[working[k]] = some[k];
        return bias;
    }

    /// <summary>yᵢ·f(xᵢ) of every image: 1 on the margin, less inside it.</summary>
    private static float[] Margins(
        Tensor rows, float[] signs, double[] weights, double bias, int degree, CancellationToken cancellationToken)
    {
        using var whole = NewDisposeScope();
        int[] support = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
        var vectors = rows.index_select(0, tensor(Array.ConvertAll(support, i => (long)i)));
        var factors = tensor(Array.ConvertAll(support, i => (float)(weights[i] * signs[i])));
        var margins = new float[signs.Length];
        for (var start = 0; start < signs.Length; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var outputs = PolynomialKernel.Of(rows.narrow(0, start, Math.Min(Block, signs.Length - start)), vectors,
                degree).matmul(factors);
            outputs.Floats().CopyTo(margins.AsSpan(start));
        }

        for (var i = 0; i < margins.Length; i++) margins[i] = signs[i] * (margins[i] + (float)bias);
        return margins;
    }
}
