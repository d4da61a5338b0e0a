using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using LeNetLab.Data;

namespace LeNetLab.Handwriting;

/// <summary>
/// One component of an elastic displacement field: uniform noise in [-1, 1] for every pixel, smoothed by a Gaussian of
/// deviation σ and multiplied by α (Simard, Steinkraus and Platt, ICDAR 2003, section 2).
/// </summary>
internal static class ElasticField
{
    /// <summary>Fills a field of height × width displacements, in pixels.</summary>
    /// <remarks>The noise wraps around, so the field is as strong at the edge as in the middle.</remarks>
    public static void Fill(
        Span<float> field, int height, int width, double alpha, double sigma, ref SeededRandom random)
    {
        int radius = Math.Max(1, (int)Math.Ceiling(2.5 * sigma));
        Span<float> kernel = stackalloc float[2 * radius + 1];
        FillKernel(kernel, sigma);

        int stride = width + 2 * radius, rows = height + 2 * radius;
        float[] buffer = ArrayPool<float>.Shared.Rent(stride + rows * width);
        Span<float> row = buffer.AsSpan(0, stride), smoothed = buffer.AsSpan(stride, rows * width);

        for (int y = 0; y < height; y++)
        {
            Span<float> noise = row.Slice(radius, width);
            FillNoise(noise, ref random);
            for (int k = 0; k < radius; k++)
            {
                row[radius - 1 - k] = noise[width - 1 - k % width];
                row[radius + width + k] = noise[k % width];
            }

            Span<float> line = smoothed.Slice((radius + y) * width, width);
            line.Clear();
            for (int k = 0; k < kernel.Length; k++) AddScaled(line, row.Slice(k, width), kernel[k]);
        }

        for (int k = 0; k < radius; k++)
        {
            Row(smoothed, radius + height - 1 - k % height, width).CopyTo(Row(smoothed, radius - 1 - k, width));
            Row(smoothed, radius + k % height, width).CopyTo(Row(smoothed, radius + height + k, width));
        }

        field.Clear();
        for (int y = 0; y < height; y++)
            for (int k = 0; k < kernel.Length; k++)
                AddScaled(Row(field, y, width), Row(smoothed, y + k, width), (float)alpha * kernel[k]);

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static Span<float> Row(Span<float> field, int y, int width) => field.Slice(y * width, width);

    private static void FillKernel(Span<float> kernel, double sigma)
    {
        int radius = kernel.Length / 2;
        double sum = 0;
        for (int k = -radius; k <= radius; k++)
            sum += kernel[k + radius] = (float)Math.Exp(-k * k / (2 * sigma * sigma));
        for (int k = 0; k < kernel.Length; k++) kernel[k] = (float)(kernel[k] / sum);
    }

    private static void FillNoise(Span<float> noise, ref SeededRandom random)
    {
        ulong bits = 0;
        for (int i = 0; i < noise.Length; i++)
        {
            bits = i % 4 == 0 ? random.NextBits() : bits >> 16;
            noise[i] = (bits & 0xFFFF) * (2f / 65535) - 1;
        }
    }

    /// <summary>target += factor · source, several pixels at once.</summary>
    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float factor)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(target);
        ReadOnlySpan<Vector<float>> wideSource = MemoryMarshal.Cast<float, Vector<float>>(source);
        for (int i = 0; i < wide.Length; i++) wide[i] += wideSource[i] * factor;
        for (int i = wide.Length * Vector<float>.Count; i < target.Length; i++) target[i] += factor * source[i];
    }
}
