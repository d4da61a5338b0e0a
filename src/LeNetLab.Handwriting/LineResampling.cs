using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LeNetLab.Handwriting;

/// <summary>
/// Lines in a new number of steps. To fewer steps each takes the average of what it covers; to more steps the line is
/// interpolated. What a step takes of which is worked out once for all lines.
/// </summary>
/// <remarks>Sums are in double precision in the line's order: no bit depends on the number of lines at once.</remarks>
internal readonly struct LineResampling(int sourceCount, int count)
{
    private const int FewTaps = 64;

    private readonly double _ratio = (double)sourceCount / count;

    private int MaxTaps => (int)Math.Ceiling(_ratio) + 2;

    private double Divisor => Math.Max(_ratio, 1);

    /// <summary>Each of these rows becomes a row of the new length; those lie one behind the other.</summary>
    public void Rows(ReadOnlySpan<float> source, int stride, int rows, Span<float> target)
    {
        double divisor = Divisor;
        Span<double> room = MaxTaps <= FewTaps ? stackalloc double[FewTaps] : new double[MaxTaps];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> weights = Weigh(i, room, out int first);
            for (int y = 0; y < rows; y++)
            {
                ReadOnlySpan<float> covered = source.Slice(y * stride + first, weights.Length);
                double sum = 0;
                for (int k = 0; k < covered.Length; k++) sum += covered[k] * weights[k];
                target[y * count + i] = (float)(sum / divisor);
            }
        }
    }

    /// <summary>The same for the columns of rows that lie one behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Columns(ReadOnlySpan<float> source, int width, Span<float> target)
    {
        Span<double> room = MaxTaps <= FewTaps ? stackalloc double[FewTaps] : new double[MaxTaps];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> weights = Weigh(i, room, out int first);
            ReadOnlySpan<float> covered = source[(first * width)..];
            Span<float> row = target.Slice(i * width, width);
            int x = 0;
            for (; x <= width - Vector256<float>.Count; x += Vector256<float>.Count)
            {
                Vector256<double> low = default, high = default;
                for (int k = 0; k < weights.Length; k++)
                {
                    Vector256<double> weight = Vector256.Create(weights[k]);
                    (Vector256<double> l, Vector256<double> h) = Vector256.Widen(
                        Vector256.Create(covered.Slice(k * width + x, Vector256<float>.Count)));
                    (low, high) = (low + l * weight, high + h * weight);
                }

                Vector256<double> divisor = Vector256.Create(Divisor);
                Vector256.Narrow(low / divisor, high / divisor).CopyTo(row[x..]);
            }

            for (; x < width; x++)
            {
                double sum = 0;
                for (int k = 0; k < weights.Length; k++) sum += covered[k * width + x] * weights[k];
                row[x] = (float)(sum / Divisor);
            }
        }
    }

    /// <summary>How much of each old step, from the first on, goes into a new one.</summary>
    private ReadOnlySpan<double> Weigh(int index, Span<double> weights, out int first)
    {
        if (_ratio >= 1)
        {
            double from = index * _ratio, to = Math.Min(sourceCount, from + _ratio);
            first = (int)from;
            int taps = 0;
            for (int k = first; k < to; k++) weights[taps++] = Math.Min(k + 1, to) - Math.Max(k, from);
            return weights[..taps];
        }

        double at = Math.Clamp((index + 0.5) * _ratio - 0.5, 0, sourceCount - 1);
        first = Math.Min((int)at, Math.Max(0, sourceCount - 2));
        (weights[0], weights[1]) = (1 - (at - first), at - first);
        return weights[..Math.Min(2, sourceCount)];
    }
}
