using LeNetLab.Visualization.Analysis;

namespace LeNetLab.Paper1998.Baselines;

/// <summary>The mean image and the directions in which the images spread most.</summary>
/// <param name="Mean">The mean of each pixel, 0…1.</param>
/// <param name="Axes">Unit vectors, pixels×components, row by row; the widest is in the first column.</param>
/// <param name="Variances">The variance along each of them.</param>
internal sealed record PrincipalAxes(float[] Mean, float[] Axes, double[] Variances)
{
    public static PrincipalAxes Of(ImageSet train, int components, CancellationToken cancellationToken)
    {
        var pixels = train.Height * train.Width;
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, pixels);
        NativeTorch.Load();
        using var inference = inference_mode();
        using var whole = NewDisposeScope();
        var squares = zeros(pixels, pixels, dtype: ScalarType.Float64);
        var sum = zeros(pixels, dtype: ScalarType.Float64);
        for (var start = 0; start < train.Count; start += ImageSize.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = ImageSize.Rows(
                train, start, Math.Min(ImageSize.Block, train.Count - start)).to(ScalarType.Float64);
            squares.add_(rows.t().matmul(rows));
            sum.add_(rows.sum([0]));
        }

        var mean = sum / train.Count;
        var (variances, directions) = PrincipalComponents.AxesOf(squares / train.Count - mean.outer(mean));
        var axes = new float[pixels * components];
        for (var p = 0; p < pixels; p++)
            for (var c = 0; c < components; c++) axes[p * components + c] = (float)directions[c, p];
        return new PrincipalAxes(mean.to(ScalarType.Float32).Floats().ToArray(), axes, variances[..components]);
    }
}
