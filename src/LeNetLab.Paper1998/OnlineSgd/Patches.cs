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
        var lanes = Vector<T>.Count;
        fixed (T* first = maps, last = sums)
        {
            T* upper = first, to = last;
            for (var row = sums.Length / side; row > 0; row--, upper += 4 * side, to += side)
            {
                var lower = upper + 2 * side;
                var x = 0;
                for (; FitsPairs(side) && x < side; x += lanes)
                {
                    // The last register of a row may begin in the one before.
                    x = Math.Min(x, side - lanes);
                    T* u = upper + 2 * x, l = lower + 2 * x;
                    // A pair of numbers as one long number, of which either half is taken.
                    var near = (Vector.Load(u) + Vector.Load(l)).As<T, ulong>();
                    var far = (Vector.Load(u + lanes) + Vector.Load(l + lanes)).As<T, ulong>();
                    var right = Vector.Narrow(near >> 32, far >> 32).As<uint, T>();
                    Vector.Store(Vector.Narrow(near, far).As<uint, T>() + right, to + x);
                }

                for (; x < side; x++)
                    to[x] = upper[2 * x] + lower[2 * x] + (upper[2 * x + 1] + lower[2 * x + 1]);
            }
        }
    }

    /// <summary>The other way: each number to all four places of its patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(ReadOnlySpan<T> numbers, Span<T> maps, int side)
    {
        var lanes = Vector<T>.Count;
        fixed (T* first = numbers, last = maps)
        {
            T* from = first, upper = last;
            for (var row = numbers.Length / side; row > 0; row--, from += side, upper += 4 * side)
            {
                var lower = upper + 2 * side;
                var x = 0;
                for (; FitsPairs(side) && x < side; x += lanes)
                {
                    x = Math.Min(x, side - lanes);
                    Vector.Widen(Vector.Load(from + x).As<T, uint>(), out var near, out var far);
                    Vector<T> left = (near | near << 32).As<ulong, T>(), right = (far | far << 32).As<ulong, T>();
                    Vector.Store(left, upper + 2 * x);
                    Vector.Store(right, upper + 2 * x + lanes);
                    Vector.Store(left, lower + 2 * x);
                    Vector.Store(right, lower + 2 * x + lanes);
                }

                for (; x < side; x++)
                    upper[2 * x] = upper[2 * x + 1] = lower[2 * x] = lower[2 * x + 1] = from[x];
            }
        }
    }

    private static bool FitsPairs(int side) => typeof(T) == typeof(float) && side >= Vector<T>.Count;
}
