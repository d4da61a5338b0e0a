namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// The directions in which an image moves under small changes (Simard, LeCun and Denker 1993): shift to the right,
/// shift down, growth, rotation, two that skew it (stretch along an axis and along a diagonal), and thicker strokes.
/// </summary>
internal static class TangentVectors
{
    public const int Count = 7;

    /// <summary>
    /// An orthonormal basis of the directions, <see cref="Count"/>×pixels; a direction that the ones before it contain
    /// comes out as 0. The image is made smooth first, so that differences between pixels stand for its derivatives.
    /// </summary>
    public static void Basis(ReadOnlySpan<float> image, int height, int width, Span<float> basis)
    {
        Raw(image, height, width, basis);
        var size = height * width;
        for (var v = 0; v < Count; v++)
        {
            var vector = basis.Slice(v * size, size);
            var before = Math.Sqrt(Dot(vector, vector));
            // Gram-Schmidt, twice: once is not enough where two directions are nearly one.
            for (var repeat = 0; repeat < 2; repeat++)
                for (var u = 0; u < v; u++)
                {
                    var other = basis.Slice(u * size, size);
                    var along = Dot(vector, other);
                    for (var p = 0; p < size; p++) vector[p] -= along * other[p];
                }

            var length = Math.Sqrt(Dot(vector, vector));
            if (length <= 1e-4 * before || before == 0) vector.Clear();
            else for (var p = 0; p < size; p++) vector[p] = (float)(vector[p] / length);
        }
    }

    /// <summary>The directions as derivatives, before they are made orthogonal.</summary>
    internal static void Raw(ReadOnlySpan<float> image, int height, int width, Span<float> target)
    {
        var size = height * width;
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        for (var p = 0; p < size; p++)
        {
            int x = p % width, y = p / width;
            var right = (At(image, height, width, x + 1, y) - At(image, height, width, x - 1, y)) / 2;
            var down = (At(image, height, width, x, y + 1) - At(image, height, width, x, y - 1)) / 2;
            float fromX = (float)(x - middleX), fromY = (float)(y - middleY);
            target[p] = right;
            target[size + p] = down;
            target[2 * size + p] = fromX * right + fromY * down;
            target[3 * size + p] = fromY * right - fromX * down;
            target[4 * size + p] = fromX * right - fromY * down;
            target[5 * size + p] = fromY * right + fromX * down;
            target[6 * size + p] = right * right + down * down;
        }
    }

    /// <summary>The image blurred by a Gaussian of this deviation in pixels, with background around it.</summary>
    public static float[] Smooth(ReadOnlySpan<byte> image, int height, int width, double deviation)
    {
        var reach = (int)Math.Ceiling(3 * deviation);
        var window = Enumerable.Range(
            -reach, 2 * reach + 1).Select(d => Math.Exp(-d * d / (2 * deviation * deviation))).ToArray();
        var sum = window.Sum();
        double[] rows = new double[height * width];
        var result = new float[height * width];
        for (var p = 0; p < rows.Length; p++)
            for (var d = -reach; d <= reach; d++)
                if ((uint)(p % width + d) < (uint)width) rows[p] += window[d + reach] / sum * image[p + d] / 255;
        for (var p = 0; p < rows.Length; p++)
        {
            double blurred = 0;
            for (var d = -reach; d <= reach; d++)
                if ((uint)(p / width + d) < (uint)height) blurred += window[d + reach] / sum * rows[p + d * width];
            result[p] = (float)blurred;
        }

        return result;
    }

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => LinearGradient.Dot(a, b);

    private static float At(ReadOnlySpan<float> image, int height, int width, int x, int y) =>
        (uint)x < (uint)width && (uint)y < (uint)height ? image[y * width + x] : 0;
}
