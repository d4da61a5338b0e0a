using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using LeNetLab.Simd.Kernels;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The sums that a convolution is made of, so many at a time as fit into the processor's registers: a number is loaded
/// once for several multiply-adds that do not wait for each other.
/// </summary>
internal static unsafe class TapSums<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Registers of a block of sums.</summary>
    private const int Block = 7;

    /// <summary>Taps of a kernel's row, or outputs, that are summed at once.</summary>
    public const int Columns = 5;

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
    /// <param name="maps">All maps, and as much before and behind them as is read.</param>
    /// <param name="shifts">By tap.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfMaps(
        T* to, int count, T start, ReadOnlySpan<Edge> edges, T* weights, T* maps, ReadOnlySpan<int> shifts)
    {
        var lanes = Vector<T>.Count;
        for (var p = 0; p < count; p += Width, to += Width)
        {
            Vector<T> a = new(start), b = a, c = a, d = a, e = a, f = a, g = a;
            foreach (var edge in edges)
            {
                T* weight = weights + edge.Weights, map = maps + edge.Map + p;
                foreach (var shift in shifts)
                {
                    Vector<T> w = new(*weight++);
                    var at = map + shift;
                    (a, b) = (MultiplyAdd(w, at, a), MultiplyAdd(w, at + lanes, b));
                    (c, d) = (MultiplyAdd(w, at + 2 * lanes, c), MultiplyAdd(w, at + 3 * lanes, d));
                    (e, f) = (MultiplyAdd(w, at + 4 * lanes, e), MultiplyAdd(w, at + 5 * lanes, f));
                    g = MultiplyAdd(w, at + 6 * lanes, g);
                }
            }

            Store(to, lanes, a, b, c, d, e);
            Vector.Store(f, to + 5 * lanes);
            Vector.Store(g, to + 6 * lanes);
        }
    }

    /// <summary>
    /// The same for several outputs whose kernels meet the same maps, so that a number of a map is loaded once for all:
    /// to[pitch · o + p] = Σ over edges and taps of
    /// weights[edge.Weights + o + step · tap] · maps[edge.Map + p + shifts[tap]].
    /// </summary>
    /// <param name="to">Receives the sums; to a multiple of <see cref="Columns"/>, more outputs are written.</param>
    /// <param name="pitch">Sums of an output, a multiple of two registers.</param>
    /// <param name="outputs">How many there are.</param>
    /// <param name="edges">Which kernels meet which maps.</param>
    /// <param name="weights">All kernels.</param>
    /// <param name="step">From one tap's weight to the next.</param>
    /// <param name="maps">All maps, and as much before and behind them as is read.</param>
    /// <param name="shifts">By tap.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfOutputs(T* to, int pitch, int outputs, ReadOnlySpan<Edge> edges, T* weights, int step,
        T* maps, ReadOnlySpan<int> shifts)
    {
        var lanes = Vector<T>.Count;
        for (var output = 0; output < outputs; output += Columns)
        {
            // Outputs that are none are taken to be the last one, and nobody reads their sums.
            nint last = outputs - 1 - output, second = Math.Min(1, last), third = Math.Min(2, last);
            nint fourth = Math.Min(3, last), fifth = Math.Min(4, last);
            for (var p = 0; p < pitch; p += 2 * lanes)
            {
                Vector<T> a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
                foreach (var edge in edges)
                {
                    T* weight = weights + edge.Weights + output, map = maps + edge.Map + p;
                    foreach (var shift in shifts)
                    {
                        Vector<T> m = Vector.Load(map + shift), n = Vector.Load(map + shift + lanes), w = new(*weight);
                        (a, f) = (MultiplyAdd(w, m, a), MultiplyAdd(w, n, f));
                        w = new(weight[second]);
                        (b, g) = (MultiplyAdd(w, m, b), MultiplyAdd(w, n, g));
                        w = new(weight[third]);
                        (c, h) = (MultiplyAdd(w, m, c), MultiplyAdd(w, n, h));
                        w = new(weight[fourth]);
                        (d, i) = (MultiplyAdd(w, m, d), MultiplyAdd(w, n, i));
                        w = new(weight[fifth]);
                        (e, j) = (MultiplyAdd(w, m, e), MultiplyAdd(w, n, j));
                        weight += step;
                    }
                }

                Store(to + output * pitch + p, pitch, a, b, c, d, e);
                Store(to + output * pitch + p + lanes, pitch, f, g, h, i, j);
            }
        }
    }

    /// <summary>
    /// to[edge.Weights + k · row + column] = Σ over p &lt; count of
    /// map[p + step · row + pitch · column] · others[edge.Map + p].
    /// </summary>
    /// <param name="to">Receives the sums of all taps, for rows and columns from 0 to k − 1.</param>
    /// <param name="count">Numbers of one of the others; what a register reads beyond must be 0.</param>
    /// <param name="edges">Which kernels meet which of the others.</param>
    /// <param name="map">Its columns; to a multiple of <see cref="Columns"/>, more of them are read.</param>
    /// <param name="others">What it meets.</param>
    /// <param name="kernel">k.</param>
    /// <param name="step">From one row to the next.</param>
    /// <param name="pitch">From one column to the next.</param>
    /// <param name="room">For twice as many registers as there are taps and <see cref="Columns"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfTaps(
        T* to, int count, ReadOnlySpan<Edge> edges, T* map, T* others, int kernel, int step, nint pitch, T* room)
    {
        var lanes = Vector<T>.Count;
        var taps = kernel * kernel;
        var farRoom = room + (taps + Columns) * lanes;
        for (var edge = 0; edge < edges.Length; edge += 2)
        {
            // Two kernels, so that a number of the map is loaded once for both.
            var (near, far) = (edges[edge], edges[Math.Min(edge + 1, edges.Length - 1)]);
            for (int row = 0, tap = 0; row < kernel; row++)
            {
                for (var column = 0; column < kernel; column += Columns)
                {
                    T* u = others + near.Map, v = others + far.Map, at = map + row * step + column * pitch;
                    Vector<T> a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
                    for (var end = u + count; u < end; u += lanes, v += lanes, at += lanes)
                    {
                        Vector<T> w = Vector.Load(u), x = Vector.Load(v), m = Vector.Load(at);
                        (a, f) = (MultiplyAdd(w, m, a), MultiplyAdd(x, m, f));
                        m = Vector.Load(at + pitch);
                        (b, g) = (MultiplyAdd(w, m, b), MultiplyAdd(x, m, g));
                        m = Vector.Load(at + 2 * pitch);
                        (c, h) = (MultiplyAdd(w, m, c), MultiplyAdd(x, m, h));
                        m = Vector.Load(at + 3 * pitch);
                        (d, i) = (MultiplyAdd(w, m, d), MultiplyAdd(x, m, i));
                        m = Vector.Load(at + 4 * pitch);
                        (e, j) = (MultiplyAdd(w, m, e), MultiplyAdd(x, m, j));
                    }

                    // Columns that the kernel does not have are overwritten by the next row.
                    Store(room + tap * lanes, lanes, a, b, c, d, e);
                    Store(farRoom + tap * lanes, lanes, f, g, h, i, j);
                    tap += Math.Min(Columns, kernel - column);
                }
            }

            Total(room, taps, to + near.Weights);
            Total(farRoom, taps, to + far.Weights);
        }
    }

    /// <summary>The sum of each register.</summary>
    private static void Total(T* registers, int count, T* to)
    {
        var lanes = Vector<T>.Count;
        var i = 0;
        if (typeof(T) == typeof(float) && lanes == Simd256.Lanes && Avx.IsSupported)
            for (; i + 8 <= count; i += 8) Simd256.EightSums((float*)(registers + i * lanes), (float*)(to + i));
        for (; i < count; i++) to[i] = Vector.Sum(Vector.Load(registers + i * lanes));
    }

    /// <summary>
    /// For all rows, columns and x &lt; length: to[toRow · row + toColumn · column + x] = or
    /// += from[fromRow · row + fromColumn · column + x].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* to, int toRow, int toColumn, T* from, int fromRow, int fromColumn, int rows, int columns,
        int length, bool add)
    {
        var lanes = Vector<T>.Count;
        for (var column = 0; column < columns; column++, to += toColumn, from += fromColumn)
        {
            T* at = to, source = from;
            for (var row = 0; row < rows; row++, at += toRow, source += fromRow)
            {
                var x = 0;
                for (; x <= length - lanes; x += lanes)
                    Vector.Store(
                        add ? Vector.Load(at + x) + Vector.Load(source + x) : Vector.Load(source + x), at + x);
                for (; x < length; x++) at[x] = add ? at[x] + source[x] : source[x];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> factor, Vector<T> other, Vector<T> sum) =>
        typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(factor.As<T, float>(), other.As<T, float>(), sum.As<T, float>())
                .As<float, T>()
            : factor * other + sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> factor, T* at, Vector<T> sum) =>
        MultiplyAdd(factor, Vector.Load(at), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* to, int step, Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d, Vector<T> e)
    {
        Vector.Store(a, to);
        Vector.Store(b, to + step);
        Vector.Store(c, to + 2 * step);
        Vector.Store(d, to + 3 * step);
        Vector.Store(e, to + 4 * step);
    }
}
