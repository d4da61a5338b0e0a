namespace LeNetLab.Simd.Network;

/// <summary>
/// How a convolution's maps and columns are cut into blocks, and which terms a block has. It depends on the number of
/// lanes and not on the register's type, so that it can be compiled ahead; hence loops and no LINQ.
/// </summary>
internal sealed unsafe class ConvolutionTiles : IDisposable
{
    private readonly SimdMemory _memory = new();

    /// <param name="layer">A convolution.</param>
    /// <param name="below">What it reads.</param>
    /// <param name="above">What it makes.</param>
    /// <param name="mostColumns">Columns of a block at most.</param>
    public ConvolutionTiles(Layer layer, SimdLevel below, SimdLevel above, int mostColumns)
    {
        int kernel = layer.Kernel, padding = layer.Padding;
        var (all, maps) = (Numbers(below.Maps), Numbers(above.Maps));
        var sources = new int[above.Maps][];
        for (var m = 0; m < sources.Length; m++) sources[m] = layer.Sources is { } table ? [.. table[m]] : all;
        Up = Tiles([new(0, 1, 0, kernel)], sources, seen =>
        {
            var (runs, count) = (new Run[seen.Length * kernel], 0);
            foreach (var c in seen)
                for (var t = 0; t < kernel; t++)
                    runs[count++] = new Run((c * kernel + t) * kernel, c * below.Plane + t * below.Row);
            return runs;
        })[0].Maps;
        Gradient = Tiles(
            Cut(kernel, (_, _) => (0, 1)), sources, _ => [], columns => Block.Rows(int.MaxValue, columns));
        Down = [];
        if (below.Index == 0) return;

        // A pixel below at (y, x) has a term for each pixel above that saw it: those at (y − t, x − u), under the
        // kernel's weight (t, u); by t first, so that the t that lie outside are left out in one piece.
        var viewers = new int[below.Maps][];
        foreach (var c in all)
            viewers[c] = layer.Sources is null ? maps : Array.FindAll(maps, m => Array.IndexOf(sources[m], c) >= 0);

        Down = Tiles(
            Cut(below.Width, (x, count) =>
            {
                var first = Math.Max(0, x + padding - (above.Width - 1));
                return (first, Math.Min(kernel - 1, x + count - 1 + padding) - first + 1);
            }), viewers, seen =>
            {
                var (runs, count) = (new Run[seen.Length * kernel], 0);
                for (var t = 0; t < kernel; t++)
                    foreach (var m in seen)
                        runs[count++] = new Run(
                            (m * below.Maps * kernel + t) * kernel, m * above.DeltaPlane - t * above.DeltaRow);
                return runs;
            });

        ColumnBlock[] Cut(int width, Func<int, int, (int First, int Terms)> terms) =>
            ColumnBlock.Cut(width, mostColumns, terms);
    }

    /// <summary>The layer's sums, of any columns.</summary>
    public MapBlock[] Up { get; }

    /// <summary>The gradient by its weights.</summary>
    public Tile[] Gradient { get; }

    /// <summary>The gradient by what it reads; empty for the images.</summary>
    public Tile[] Down { get; }

    public void Dispose() => _memory.Dispose();

    // Neighbours that see the same are computed together, and share their runs.
    private Tile[] Tiles(
        ColumnBlock[] columns, int[][] seen, Func<int[], Run[]> runs, Func<int, int>? most = null)
    {
        // The runs of each map, made once for all that see the same.
        var (addresses, counts) = (new nint[seen.Length], new int[seen.Length]);
        for (var m = 0; m < seen.Length; m++)
        {
            var alike = Array.FindIndex(seen, other => other.AsSpan().SequenceEqual(seen[m]));
            if (alike == m)
            {
                var made = runs(seen[m]);
                var memory = _memory.Take<Run>(made.Length);
                for (var i = 0; i < made.Length; i++) memory[i] = made[i];
                (addresses[m], counts[m]) = ((nint)memory, made.Length);
            }
            else (addresses[m], counts[m]) = (addresses[alike], counts[alike]);
        }

        return Array.ConvertAll(columns, block =>
        {
            var maps = new List<MapBlock>();
            for (int first = 0, rows; first < seen.Length; first += rows)
            {
                var alike = 1;
                while (first + alike < seen.Length && addresses[first + alike] == addresses[first]) alike++;
                rows = Math.Min(alike, most?.Invoke(block.Count) ?? alike);
                maps.Add(new MapBlock(first, rows, seen[first], addresses[first], counts[first]));
            }

            return new Tile(block, [.. maps]);
        });
    }

    private static int[] Numbers(int count)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++) numbers[i] = i;
        return numbers;
    }

    /// <summary>Columns, and how the maps are computed there.</summary>
    public sealed record Tile(ColumnBlock Columns, MapBlock[] Maps);

    /// <summary>Maps that are computed together.</summary>
    public sealed record MapBlock(int First, int Rows, int[] Seen, nint At, int RunCount)
    {
        public Run* Runs => (Run*)At;
    }
}
