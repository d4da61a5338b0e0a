using System.Runtime.CompilerServices;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>The 2×2 patches of square maps that lie one behind the other.</summary>
internal static unsafe class Patches<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The sum of each patch.</summary>
    /// <param name="maps">Twice as many rows and columns as of sums.</param>
    /// <param name="sums">Receives them.</param>
    /// <param name="side">Columns of sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<T> maps, Span<T> sums, int side)
    {
        fixed (T* first = maps, last = sums)
        {
            T* upper = first, lower = upper + 2 * side, to = last;
            for (var end = to + sums.Length; to < end; to += side, upper += 4 * side, lower += 4 * side)
                for (var x = 0; x < side; x++)
                    to[x] = upper[2 * x] + upper[2 * x + 1] + (lower[2 * x] + lower[2 * x + 1]);
        }
    }

    /// <summary>The other way: each number to all four places of its patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(ReadOnlySpan<T> numbers, Span<T> maps, int side)
    {
        fixed (T* first = numbers, last = maps)
        {
            T* from = first, upper = last, lower = upper + 2 * side;
            for (var end = from + numbers.Length; from < end; from += side, upper += 4 * side, lower += 4 * side)
                for (var x = 0; x < side; x++)
                    upper[2 * x] = upper[2 * x + 1] = lower[2 * x] = lower[2 * x + 1] = from[x];
        }
    }
}
