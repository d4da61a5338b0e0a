using LeNetLab.Data;
using LeNetLab.Native;
using static TorchSharp.torch;

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
        var (values, vectors) = linalg.eigh(squares / train.Count - mean.outer(mean));     // ascending; axes in columns
        var axes = vectors.narrow(1, pixels - components, components).flip(1);
        // An eigenvector's sign is free; a positive sum of its parts gives every machine the same axes.
        axes = axes * where(axes.sum([0], keepdim: true) < 0, -1.0, 1.0);
        return new PrincipalAxes(
            mean.to(ScalarType.Float32).Floats().ToArray(), axes.to(ScalarType.Float32).contiguous().Floats().ToArray(),
            values.narrow(0, pixels - components, components).flip(0).data<double>().ToArray());
    }
}
