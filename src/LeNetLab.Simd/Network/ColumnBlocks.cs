namespace LeNetLab.Simd.Network;

/// <summary>A piece of a row, and the terms that it has.</summary>
/// <param name="Start">Its first column.</param>
/// <param name="Count">Columns.</param>
/// <param name="First">The first term that is not 0 for all of them.</param>
/// <param name="Terms">How many terms follow, with it.</param>
internal readonly record struct ColumnBlock(int Start, int Count, int First, int Terms)
{
    /// <summary>Cuts a row into the blocks that take the least time.</summary>
    /// <param name="width">Columns of the row.</param>
    /// <param name="most">Columns of a block at most.</param>
    /// <param name="terms">The terms of a block of so many columns from a column on.</param>
    public static ColumnBlock[] Cut(int width, int most, Func<int, int, (int First, int Terms)> terms)
    {
        var best = Best(width, most, terms);
        var blocks = new List<ColumnBlock>();
        for (var x = 0; x < width; x += blocks[^1].Count) blocks.Add(best[x].Block);
        return [.. blocks];
    }

    /// <summary>Of columns that are left, with as many terms each: how many the next block is best to have.</summary>
    /// <param name="width">Columns that can be left, at most.</param>
    /// <param name="most">Columns of a block at most.</param>
    public static int[] Together(int width, int most)
    {
        var best = Best(width, most, (_, _) => (0, 30));
        var together = new int[width + 1];
        for (var left = 1; left <= width; left++) together[left] = best[width - left].Block.Count;
        return together;
    }

    // By column: the least time of those from there on, and the block that they begin with.
    private static (double Time, ColumnBlock Block)[] Best(
        int width, int most, Func<int, int, (int First, int Terms)> terms)
    {
        var best = new (double Time, ColumnBlock Block)[width + 1];
        for (var x = width - 1; x >= 0; x--)
        {
            best[x].Time = double.PositiveInfinity;
            for (var count = 1; count <= Math.Min(most, width - x); count++)
            {
                var (first, number) = terms(x, count);
                var time = Time(count, number) + best[x + count].Time;
                if (time < best[x].Time) best[x] = (time, new ColumnBlock(x, count, first, number));
            }
        }

        return best;
    }

    // Of two rows, in cycles: narrow blocks leave the adders waiting, and each block costs something by itself.
    private static double Time(int columns, int terms) =>
        columns switch { 1 => 2, 2 => 2.7, 3 => 3.6, 4 => 4.2, _ => columns } * terms + (columns is 3 or 4 ? 20 : 30);
}
