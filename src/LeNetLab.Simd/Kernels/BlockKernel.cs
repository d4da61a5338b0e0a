namespace LeNetLab.Simd.Kernels;

/// <summary>What the factor of a block's row is.</summary>
internal unsafe interface IFactor<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <summary>The factor at an address.</summary>
    static abstract T Get(float* from);

    /// <summary>Whether the columns' factors may lie apart.</summary>
    static abstract bool Apart { get; }
}

/// <summary>One number for all lanes, such as a weight.</summary>
internal unsafe struct OneNumber<TSimd, T> : IFactor<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    public static T Get(float* from) => TSimd.All(*from);

    public static bool Apart => false;
}

/// <summary>A number for each lane, such as a gradient of each image.</summary>
internal unsafe struct EachLane<TSimd, T> : IFactor<TSimd, T> where TSimd : struct, ISimd<T> where T : unmanaged
{
    public static T Get(float* from) => TSimd.Load(from);

    public static bool Apart => true;
}

/// <summary>
/// Chooses the version of a kernel for a block's size: so many rows and columns as there are registers for their sums.
/// </summary>
internal static unsafe class BlockKernel<TSimd, T, TA>
    where TSimd : struct, ISimd<T> where T : unmanaged where TA : struct, IFactor<TSimd, T>
{
    /// <summary>Columns of a wide block: with two rows, two factors and a value they fill the registers.</summary>
    public static int MostColumns => TSimd.Registers >= 32 ? 7 : 6;

    /// <summary>Computes so many rows, as blocks below each other.</summary>
    /// <param name="block">The first one's factors and its place; afterwards those of the row after the last.</param>
    /// <param name="rows">How many, 1 or more.</param>
    /// <param name="columns">1 to <see cref="MostColumns"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(ref Block block, int rows, int columns)
    {
        fixed (Block* at = &block)
        {
            for (var all = rows; rows > 0;)
            {
                // With one column a smaller block takes as long; so the last full one begins early instead.
                if (columns == 1 && rows < 8 && all > 8)
                {
                    at->Next(rows - 8);
                    rows = 8;
                }

                var high = Block.Rows(rows, columns);
                // What threes leave over is two or four.
                at->Times = high == 3 && rows % 3 > 0 ? (rows - 2) / 3 : rows / high;
                rows -= at->Times * high;
                switch (high)
                {
                    case 1: Run<N1>(at, columns); break;
                    case 2: Run<N2>(at, columns); break;
                    case 3 when columns == 3: SumsKernel<TSimd, T, N3, N3, TA>.Run(at); break;
                    case 3: SumsKernel<TSimd, T, N3, N4, TA>.Run(at); break;
                    case 4 when columns == 1: SumsKernel<TSimd, T, N4, N1, TA>.Run(at); break;
                    case 4: SumsKernel<TSimd, T, N4, N2, TA>.Run(at); break;
                    default: SumsKernel<TSimd, T, N8, N1, TA>.Run(at); break;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows>(Block* block, int columns) where TRows : struct, INumber
    {
        switch (columns)
        {
            case 1: SumsKernel<TSimd, T, TRows, N1, TA>.Run(block); break;
            case 2: SumsKernel<TSimd, T, TRows, N2, TA>.Run(block); break;
            case 3: SumsKernel<TSimd, T, TRows, N3, TA>.Run(block); break;
            case 4: SumsKernel<TSimd, T, TRows, N4, TA>.Run(block); break;
            case 5: SumsKernel<TSimd, T, TRows, N5, TA>.Run(block); break;
            case 6: SumsKernel<TSimd, T, TRows, N6, TA>.Run(block); break;
            default: SumsKernel<TSimd, T, TRows, N7, TA>.Run(block); break;
        }
    }
}
