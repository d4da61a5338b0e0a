using System.Buffers;
using LeNetLab.Data;

namespace LeNetLab.Handwriting;

/// <summary>
/// Seeded distortion of images for training. Every target pixel looks up its place in the source and interpolates
/// bilinearly; outside the source lies background (0).
/// </summary>
public static class Distortion
{
    /// <summary>Distorts one image of bytes by amounts drawn from the ranges.</summary>
    /// <param name="source">The image, height × width bytes, row by row; 0 is background.</param>
    /// <param name="target">Receives height × width bytes; may be the source itself.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="ranges">How far to go; <see cref="DistortionRanges.None"/> copies the image.</param>
    /// <param name="seed">Same seed, same result; see <see cref="SeededRandom.SeedFor"/>.</param>
    /// <exception cref="ArgumentException">A span's length is not height × width.</exception>
    public static void Apply(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, DistortionRanges ranges, ulong seed)
    {
        CheckLengths(source.Length, target.Length, height, width);
        if (ranges.IsNone)
        {
            source.CopyTo(target);
            return;
        }

        var random = new SeededRandom(seed);
        PlanarTransform transform = ranges.Draw(ref random);
        if (ranges.ElasticAlpha == 0)
        {
            Transform(source, target, height, width, transform);
        }
        else
        {
            int size = height * width;
            float[] field = ArrayPool<float>.Shared.Rent(2 * size);
            Span<float> dx = field.AsSpan(0, size), dy = field.AsSpan(size, size);
            ElasticField.Fill(dx, height, width, ranges.ElasticAlpha, ranges.ElasticSigma, ref random);
            ElasticField.Fill(dy, height, width, ranges.ElasticAlpha, ranges.ElasticSigma, ref random);
            Sample(source, target, height, width, transform, dx, dy);
            ArrayPool<float>.Shared.Return(field);
        }

        if (ranges.PenPixels > 0) PenWidth.Change(target, height, width, random.Around(ranges.PenPixels));
    }

    /// <summary>Applies one known planar change to an image of bytes, as a robustness sweep does.</summary>
    /// <param name="source">The image, height × width bytes, row by row; 0 is background.</param>
    /// <param name="target">Receives height × width bytes; may be the source itself.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="transform">The change; its scale and squeeze are above 0.</param>
    /// <exception cref="ArgumentException">A span's length is not height × width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Scale or squeeze is not above 0.</exception>
    public static void Transform(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, PlanarTransform transform)
    {
        CheckLengths(source.Length, target.Length, height, width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(transform.Scale);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(transform.Squeeze);
        Sample(source, target, height, width, transform, [], []);
    }

    /// <summary>Distorts every image of a set; image i depends on the seed and i only.</summary>
    /// <param name="set">The images; stays as it is.</param>
    /// <param name="ranges">How far to go.</param>
    /// <param name="seed">The seed of the whole set.</param>
    /// <param name="epoch">The epoch that the set is distorted for.</param>
    /// <returns>A new set of the same labels.</returns>
    public static ImageSet Distort(ImageSet set, DistortionRanges ranges, ulong seed, int epoch = 0)
    {
        int size = set.Height * set.Width;
        byte[] pixels = new byte[set.Count * size];
        Parallel.For(0, set.Count, i => Apply(
            set.Image(i), pixels.AsSpan(i * size, size), set.Height, set.Width, ranges,
            SeededRandom.SeedFor(seed, epoch, i)));
        return set.WithPixels(pixels, name: $"{set.Name}, distorted");
    }

    private static void CheckLengths(int source, int target, int height, int width)
    {
        if (source != height * width || target != source)
            throw new ArgumentException(
                $"An image of {height} x {width} takes {height * width} pixels; source has {source}, target {target}.");
    }

    private static void Sample(ReadOnlySpan<byte> source, Span<byte> target, int height, int width,
        PlanarTransform transform, ReadOnlySpan<float> dx, ReadOnlySpan<float> dy)
    {
        // A copy with a margin of background, so that the four taps need no test: one pixel before, two behind. Then
        // room for a row.
        int stride = width + 3, size = (height + 4) * stride;
        Span<float> padded = size <= DigitPreparation.MostOnStack ? stackalloc float[size] : new float[size];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = source.Slice(y * width, width);
            Span<float> to = padded.Slice((y + 1) * stride + 1, width);
            for (int x = 0; x < to.Length; x++) to[x] = from[x];
        }

        var (xx, xy, yx, yy) = transform.Inverse();
        float centreX = (width - 1) / 2f, centreY = (height - 1) / 2f;
        float fromX = centreX + (float)transform.ShiftX, fromY = centreY + (float)transform.ShiftY;
        bool elastic = !dx.IsEmpty;
        for (int y = 0, i = 0; y < height; y++)
        {
            float v = y - fromY;
            if (!elastic && yx == 0)
            {
                // Not turned: the whole row comes from between two rows of the source.
                SampleRow(padded, stride, yy * v + centreY + 1, xx, xy * v - xx * fromX + centreX + 1,
                    target.Slice(i, width), height);
                i += width;
                continue;
            }

            for (int x = 0; x < width; x++, i++)
            {
                float u = x - fromX;
                // Place in the padded copy, whose origin lies one pixel up and left.
                float sx = xx * u + xy * v + centreX + 1, sy = yx * u + yy * v + centreY + 1;
                if (elastic)
                {
                    sx += dx[i];
                    sy += dy[i];
                }

                target[i] = 0;
                if (!(sx > 0 && sx < width + 1 && sy > 0 && sy < height + 1)) continue;
                int left = float.ConvertToIntegerNative<int>(sx), top = float.ConvertToIntegerNative<int>(sy);
                float right = sx - left, down = sy - top;
                ReadOnlySpan<float> taps = padded.Slice(top * stride + left, stride + 2);
                float upper = taps[0] + right * (taps[1] - taps[0]);
                float lower = taps[stride] + right * (taps[stride + 1] - taps[stride]);
                target[i] = (byte)float.ConvertToIntegerNative<int>(upper + down * (lower - upper) + 0.5f);
            }
        }
    }

    /// <summary>A row of the target whose pixel x comes from place slope · x + start of row sy of the source.</summary>
    private static void SampleRow(
        Span<float> padded, int stride, float sy, float slope, float start, Span<byte> target, int height)
    {
        target.Clear();
        if (!(sy > 0 && sy < height + 1)) return;
        int top = float.ConvertToIntegerNative<int>(sy);
        float down = sy - top;
        Span<float> upper = padded.Slice(top * stride, stride), lower = padded.Slice((top + 1) * stride, stride);
        Span<float> row = padded.Slice((height + 3) * stride, stride);
        for (int x = 0; x < row.Length; x++) row[x] = upper[x] + down * (lower[x] - upper[x]);

        // Only what comes from within the row is looked up.
        int first = 0, end = target.Length;
        while (first < end && !(slope * first + start > 0)) first++;
        while (first < end && !(slope * (end - 1) + start < target.Length + 1)) end--;
        for (int x = first; x < end; x++)
        {
            float sx = slope * x + start;
            int left = float.ConvertToIntegerNative<int>(sx);
            float value = row[left] + (sx - left) * (row[left + 1] - row[left]);
            target[x] = (byte)float.ConvertToIntegerNative<int>(value + 0.5f);
        }
    }
}
