namespace LeNetLab.Paper1998.Baselines;

/// <summary>Linear output units over features of the images, fitted by least squares to targets of +1 and −1.</summary>
internal static class FeatureLayer
{
    /// <summary>Fits the units.</summary>
    /// <param name="train">The images.</param>
    /// <param name="features">From pixels [n, pixels] 0…1 to features [n, inputs]; a bias is added here.</param>
    /// <param name="ridge">As <see cref="LeastSquares.Solve"/> takes it.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Weights, (inputs + 1)×classes, row by row; the last row holds the biases.</returns>
    public static float[] Fit(
        ImageSet train, Func<Tensor, Tensor> features, double ridge, CancellationToken cancellationToken)
    {
        NativeTorch.Load();
        using var inference = inference_mode();
        using var outer = NewDisposeScope();
        Tensor? squares = null, products = null;
        for (var start = 0; start < train.Count; start += ImageSize.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(ImageSize.Block, train.Count - start);
            var inputs = LeastSquares.WithOne(features(ImageSize.Rows(train, start, count)).to(ScalarType.Float64));
            var targets = LeastSquares.Targets(train.Labels.Span.Slice(start, count), train.Classes);
            squares ??= zeros(inputs.shape[1], inputs.shape[1], dtype: ScalarType.Float64).MoveToOuterDisposeScope();
            products ??= zeros(inputs.shape[1], train.Classes, dtype: ScalarType.Float64).MoveToOuterDisposeScope();
            squares.add_(inputs.t().matmul(inputs));
            products.add_(inputs.t().matmul(targets));
        }

        return LeastSquares.Solve(squares!, products!, ridge).to(ScalarType.Float32).contiguous().Floats().ToArray();
    }
}
