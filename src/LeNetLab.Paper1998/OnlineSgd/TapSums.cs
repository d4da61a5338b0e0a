using System.Runtime.CompilerServices;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The two sums that a convolution is made of, for all pixels of a map or all taps of a kernel that fit into the
/// processor's registers: then each number is loaded once for nine or ten multiply-adds that do not wait for each
/// other.
/// </summary>
internal static unsafe class TapSums<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Registers of a block of sums.</summary>
    private const int Block = 9;

    /// <summary>Taps of a kernel's row that are summed at once.</summary>
    private const int Columns = 5;

    /// <summary>Numbers of a block of sums: as many may be read and written at once.</summary>
    public static int Width => Block * Vector<T>.Count;

    /// <summary>One kernel, and the map that it meets.</summary>
    /// <param name="Weights">Where its weights begin.</param>
    /// <param name="Map">Where the map begins.</param>
    public readonly record struct Edge(int Weights, int Map);

    /// <summary>
    /// to[p] = start + Σ over edges and taps of weights[edge.Weights + tap] · maps[edge.Map + p + shifts[tap]].
    /// </summary>
    /// <param name="to">Receives the sums; p goes on to the end of a block.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="start">What each begins with.</param>
    /// <param name="edges">Which kernels meet which maps.</param>
    /// <param name="weights">All kernels.</param>
    /// <param name="maps">All maps, and so much before and behind them as is read.</param>
    /// <param name="shifts">By tap.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfMaps(
        T* to, int count, T start, ReadOnlySpan<Edge> edges, T* weights, T* maps, ReadOnlySpan<int> shifts)
    {
        var lanes = Vector<T>.Count;
        for (var p = 0; p < count; p += Width, to += Width)
        {
            Vector<T> a = new(start), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a;
            foreach (var edge in edges)
            {
                T* weight = weights + edge.Weights, map = maps + edge.Map + p;
                foreach (var shift in shifts)
                {
                    Vector<T> w = new(*weight++);
                    var at = map + shift;
                    a = MultiplyAdd(w, at, a);
                    b = MultiplyAdd(w, at + lanes, b);
                    c = MultiplyAdd(w, at + 2 * lanes, c);
                    d = MultiplyAdd(w, at + 3 * lanes, d);
                    e = MultiplyAdd(w, at + 4 * lanes, e);
                    f = MultiplyAdd(w, at + 5 * lanes, f);
                    g = MultiplyAdd(w, at + 6 * lanes, g);
                    h = MultiplyAdd(w, at + 7 * lanes, h);
                    i = MultiplyAdd(w, at + 8 * lanes, i);
                }
            }

            Vector.Store(a, to);
            Vector.Store(b, to + lanes);
            Vector.Store(c, to + 2 * lanes);
            Vector.Store(d, to + 3 * lanes);
            Vector.Store(e, to + 4 * lanes);
            Vector.Store(f, to + 5 * lanes);
            Vector.Store(g, to + 6 * lanes);
            Vector.Store(h, to + 7 * lanes);
            Vector.Store(i, to + 8 * lanes);
        }
    }

    /// <summary>
    /// to[edge.Weights + k · row + column] = Σ over p &lt; count of
    /// other[p] · maps[edge.Map + p + width · row + column].
    /// </summary>
    /// <param name="to">Receives the sums of all taps, for rows and columns from 0 to k − 1.</param>
    /// <param name="count">Numbers of other; up to the end of a register more are read, and must be 0.</param>
    /// <param name="edges">Which kernels meet which maps.</param>
    /// <param name="maps">All maps; k more numbers may be read behind the last.</param>
    /// <param name="other">What meets each of the maps.</param>
    /// <param name="kernel">k.</param>
    /// <param name="width">From one row of a map to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfTaps(
        T* to, int count, ReadOnlySpan<Edge> edges, T* maps, T* other, int kernel, int width)
    {
        var lanes = Vector<T>.Count;
        var sums = stackalloc T[2 * Columns];
        var last = edges.Length * kernel - 1;
        for (var row = 0; row <= last; row += 2)
        {
            // Two rows of kernels, which need not be of the same one.
            var (near, nearRow) = (edges[row / kernel], row % kernel);
            var (far, farRow) = (edges[Math.Min(row + 1, last) / kernel], Math.Min(row + 1, last) % kernel);
            for (var column = 0; column < kernel; column += Columns)
            {
                T* u = maps + near.Map + nearRow * width + column, v = maps + far.Map + farRow * width + column;
                Vector<T> a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
                for (nint p = 0; p < count; p += lanes)
                {
                    var w = Vector.Load(other + p);
                    a = MultiplyAdd(w, u + p, a);
                    b = MultiplyAdd(w, u + p + 1, b);
                    c = MultiplyAdd(w, u + p + 2, c);
                    d = MultiplyAdd(w, u + p + 3, d);
                    e = MultiplyAdd(w, u + p + 4, e);
                    f = MultiplyAdd(w, v + p, f);
                    g = MultiplyAdd(w, v + p + 1, g);
                    h = MultiplyAdd(w, v + p + 2, h);
                    i = MultiplyAdd(w, v + p + 3, i);
                    j = MultiplyAdd(w, v + p + 4, j);
                }

                (sums[0], sums[1], sums[2]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c));
                (sums[3], sums[4], sums[5]) = (Vector.Sum(d), Vector.Sum(e), Vector.Sum(f));
                (sums[6], sums[7]) = (Vector.Sum(g), Vector.Sum(h));
                (sums[8], sums[9]) = (Vector.Sum(i), Vector.Sum(j));
                T* nearTo = to + near.Weights + nearRow * kernel + column;
                T* farTo = to + far.Weights + farRow * kernel + column;
                for (var k = 0; k < Math.Min(Columns, kernel - column); k++)
                    (nearTo[k], farTo[k]) = (sums[k], sums[Columns + k]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> factor, T* at, Vector<T> sum) =>
        typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(factor.As<T, float>(), Vector.Load((float*)at), sum.As<T, float>())
                .As<float, T>()
            : factor * Vector.Load(at) + sum;
}
