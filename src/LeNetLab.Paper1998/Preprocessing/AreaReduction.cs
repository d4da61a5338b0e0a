namespace LeNetLab.Paper1998.Preprocessing;

/// <summary>
/// Makes images smaller: each new pixel is the mean grey of the area it covers. From the 20×20 box it makes the 16×16
/// images of the paper's early experiments (LeCun et al. 1998, section III-A).
/// </summary>
public static class AreaReduction
{
    /// <summary>The side of the paper's reduced images.</summary>
    public const int Side = 16;

    /// <summary>Every image at side×side; the mean grey stays, to within a rounding of each pixel.</summary>
    /// <param name="images">Images of side×side or more.</param>
    /// <param name="side">Rows and columns of the result, 1 or more.</param>
    /// <exception cref="ArgumentException">The images are smaller than that.</exception>
    public static ImageSet Apply(ImageSet images, int side = Side)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (images.Height < side || images.Width < side)
            throw new ArgumentException($"Images of {images.Height}×{images.Width} cannot be reduced to {side}×{side}.",
                nameof(images));
        double[,] down = Cover(images.Height, side), across = Cover(images.Width, side);
        var pixels = new byte[(long)images.Count * side * side];
        var rows = new double[side * images.Width];
        for (var i = 0; i < images.Count; i++)
        {
            var image = images.Image(i);
            Array.Clear(rows);
            for (var to = 0; to < side; to++)
                for (var y = 0; y < images.Height; y++)
                    if (down[to, y] > 0)
                        for (var x = 0; x < images.Width; x++)
                            rows[to * images.Width + x] += down[to, y] * image[y * images.Width + x];
            for (var y = 0; y < side; y++)
                for (var to = 0; to < side; to++)
                {
                    double grey = 0;
                    for (var x = 0; x < images.Width; x++) grey += across[to, x] * rows[y * images.Width + x];
                    pixels[(i * side + y) * side + to] = (byte)(grey + 0.5);
                }
        }

        return images.WithPixels(pixels, side, side);
    }

    /// <summary>The share of each new step that each old one fills, [to, from]; every row sums to 1.</summary>
    private static double[,] Cover(int from, int to)
    {
        var ratio = (double)from / to;
        var cover = new double[to, from];
        for (var t = 0; t < to; t++)
            for (var f = 0; f < from; f++)
                cover[t, f] = Math.Max(0, Math.Min(f + 1, (t + 1) * ratio) - Math.Max(f, t * ratio)) / ratio;
        return cover;
    }
}
