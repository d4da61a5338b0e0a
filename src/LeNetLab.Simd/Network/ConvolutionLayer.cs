namespace LeNetLab.Simd.Network;

/// <summary>
/// A convolution of any kernel and table of connections. A weight is the same for all lanes and for all pixels of a
/// row, so that once it is in a register it serves several pixels of as many images as there are lanes.
/// </summary>
internal sealed unsafe class ConvolutionLayer<TSimd, T> : GroupGradients
    where TSimd : struct, ISimd<T> where T : unmanaged
{
    // So many floats stay in the nearest cache beside what goes with them.
    private const int ChunkFloats = 3_072, DownFloats = 5_120;

    private readonly SimdMemory _memory = new();
    private readonly int _kernel, _padding, _downMaps, _downChunks;
    private readonly Tile[] _up, _gradient, _down;
    private readonly Run* _rowRuns;

    public ConvolutionLayer(Layer layer, SimdLevel below, SimdLevel above) : base(layer.Name, below, above)
    {
        (_kernel, _padding) = (layer.Kernel, layer.Padding);
        var (all, maps) = (Numbers(below.Maps), Numbers(above.Maps));
        var sources = layer.Sources?.Select(seen => seen.ToArray()).ToArray() ?? [.. maps.Select(_ => all)];
        var viewers = layer.Sources is null ? [.. all.Select(_ => maps)]
            : all.Select(c => maps.Where(m => sources[m].Contains(c)).ToArray()).ToArray();
        _up = Tiles(Cut(above.Width, (_, _) => (0, _kernel)), sources, seen =>
            from c in seen
            from t in Numbers(_kernel)
            select new Run((c * _kernel + t) * _kernel, c * below.Plane + t * below.Row));
        _gradient = Tiles(Cut(_kernel, (_, _) => (0, 1)), sources, _ => []);
        _rowRuns = Take(Numbers(above.Height).Select(y => new Run(y * above.DeltaRow, y * below.Row)));

        // A pixel below at (y, x) has a term for each pixel above that saw it: those at (y − t, x − u), under the
        // kernel's weight (t, u). A few maps at a time, whose rows stay in the cache from one y to the next; of each
        // few by t first, so that the t that lie outside are left out in one piece.
        _downMaps = Math.Max(1, DownFloats / (_kernel * above.DeltaRow));
        _downChunks = (viewers.Max(seen => seen.Length) + _downMaps - 1) / _downMaps;
        _down = below.Index == 0 ? [] : Tiles(
            Cut(below.Width, (x, count) =>
            {
                var first = Math.Max(0, x + _padding - (above.Width - 1));
                return (first, Math.Min(_kernel - 1, x + count - 1 + _padding) - first + 1);
            }), viewers, seen =>
            from few in seen.Chunk(_downMaps)
            from t in Numbers(_kernel)
            from m in few
            select new Run((m * below.Maps * _kernel + t) * _kernel, m * above.DeltaPlane - t * above.DeltaRow));

        static ColumnBlock[] Cut(int width, Func<int, int, (int First, int Terms)> terms) =>
            ColumnBlock.Cut(width, BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns, terms);
    }

    public override long MultiplyAdds => _up[0].Maps.Sum(maps => (long)maps.Rows * maps.Seen.Length) * _kernel * _kernel
        * Above.Height * Above.Width;

    public override void Dispose() => _memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        int lanes = TSimd.Lanes, fan = Columns;
        float* input = scratch.Values[Below.Index], weights = Weights!.Address, biases = Biases!.Address;
        var block = new Block { ARow = fan, AStep = 1, BStep = lanes, Count = _kernel, OutRow = Above.Plane };
        for (var y = 0; y < Above.Height; y++, input += Below.Row)
        {
            var row = Above.Values(scratch, 0, y);
            foreach (var tile in _up)
            {
                var at = tile.Columns.Start * lanes;
                block.B = input + at;
                foreach (var maps in tile.Maps)
                {
                    block.Runs = maps.Runs;
                    block.RunCount = maps.RunCount;
                    block.A = weights + maps.First * fan;
                    block.Bias = biases + maps.First;
                    block.Out = row + maps.First * Above.Plane + at;
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Run(ref block, maps.Rows, tile.Columns.Count);
                }
            }

            if (Above.Activation is not { } activation) continue;
            for (var m = 0; m < Above.Maps; m++, row += Above.Plane)
                ActivationKernel<TSimd, T>.Apply(row, Above.Width, activation);
        }
    }

    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        var gradient = batch.Of(this, group);
        foreach (var tile in _gradient)
            foreach (var maps in tile.Maps)
                WeightGradient(scratch, tile.Columns, maps, gradient);
        for (var m = 0; m < Above.Maps; m++)
            gradient[Weights!.Count + m] = LaneKernel<TSimd, T>.Total(
                Above.Deltas(scratch, m, 0), Above.DeltaRow, Above.Height, Above.Width);
        if (Below.Index == 0) return;
        for (var chunk = 0; chunk < _downChunks; chunk++) Down(scratch, chunk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightGradient(SimdScratch scratch, ColumnBlock columns, MapBlock maps, float* gradient)
    {
        int lanes = TSimd.Lanes, fan = Columns;
        float* sums = scratch.Sums, input = scratch.Values[Below.Index] + columns.Start * lanes;
        var chunk = Math.Clamp(ChunkFloats / (maps.Rows * Above.DeltaRow), 1, Above.Height);
        var block = new Block
        {
            ARow = Above.DeltaPlane,
            AStep = lanes,
            BStep = lanes,
            Runs = _rowRuns,
            Count = Above.Width,
            OutRow = columns.Count * lanes,
        };
        var size = maps.Rows * columns.Count;
        for (var y = 0; y < Above.Height; y += chunk)
        {
            block.RunCount = Math.Min(chunk, Above.Height - y);
            block.Adds = y > 0;
            block.A = Above.Deltas(scratch, maps.First, y);
            block.Out = sums;
            foreach (var c in maps.Seen)
            {
                for (var t = 0; t < _kernel; t++, block.Out += size * lanes)
                {
                    block.B = input + c * Below.Plane + (y + t) * Below.Row;
                    BlockKernel<TSimd, T, EachLane<TSimd, T>>.Run(ref block, maps.Rows, columns.Count);
                }
            }
        }

        foreach (var c in maps.Seen)
        {
            for (var t = 0; t < _kernel; t++)
            {
                var to = gradient + maps.First * fan + (c * _kernel + t) * _kernel + columns.Start;
                for (var r = 0; r < maps.Rows; r++, to += fan, sums += columns.Count * lanes)
                    LaneKernel<TSimd, T>.Sum(sums, to, columns.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Down(SimdScratch scratch, int chunk)
    {
        var lanes = TSimd.Lanes;
        var block = new Block
        {
            ARow = _kernel * _kernel,
            AStep = 1,
            BStep = -lanes,
            OutRow = Below.DeltaPlane,
            Adds = chunk > 0,
        };
        for (var y = 0; y < Below.Height; y++)
        {
            // The rows t of the kernels for which y − t is a row above.
            var at = y + _padding;
            int from = Math.Max(0, at - (Above.Height - 1)), to = Math.Min(_kernel - 1, at);
            var deltas = scratch.Deltas[Above.Index] + at * Above.DeltaRow + (Above.DeltaMargin + _padding) * lanes;
            var row = Below.Deltas(scratch, 0, y);
            foreach (var (columns, all) in _down)
            {
                block.B = deltas + (columns.Start - columns.First) * lanes;
                block.Count = columns.Terms;
                foreach (var maps in all)
                {
                    var few = Math.Min(_downMaps, maps.Seen.Length - chunk * _downMaps);
                    if (few <= 0 && chunk > 0) continue;
                    block.Runs = maps.Runs + chunk * _downMaps * _kernel + from * few;
                    block.RunCount = (to - from + 1) * few;
                    block.A = Weights!.Address + maps.First * _kernel * _kernel + columns.First;
                    block.Out = row + maps.First * Below.DeltaPlane + columns.Start * lanes;
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Run(ref block, maps.Rows, columns.Count);
                }
            }

            if (chunk < _downChunks - 1 || Below.Activation is not { } activation) continue;
            for (var m = 0; m < Below.Maps; m++, row += Below.DeltaPlane)
                ActivationKernel<TSimd, T>.TimesSlope(row, Below.Values(scratch, m, y), Below.Width, activation);
        }
    }

    // Neighbours that see the same share a block, and its runs.
    private Tile[] Tiles(ColumnBlock[] columns, int[][] seen, Func<int[], IEnumerable<Run>> runs)
    {
        var made = new Dictionary<string, (nint Runs, int Count)>(StringComparer.Ordinal);
        return [.. columns.Select(block => new Tile(block, [.. Blocks(block.Count)]))];

        IEnumerable<MapBlock> Blocks(int count)
        {
            for (int first = 0, rows; first < seen.Length; first += rows)
            {
                var alike = seen.Skip(first).TakeWhile(other => other.AsSpan().SequenceEqual(seen[first])).Count();
                rows = BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(alike, count);
                var key = string.Join(',', seen[first]);
                if (!made.TryGetValue(key, out var own))
                {
                    var all = runs(seen[first]).ToArray();
                    made[key] = own = (Address(all), all.Length);
                }

                yield return new MapBlock(first, rows, seen[first], own.Runs, own.Count);
            }
        }

        nint Address(Run[] all) => (nint)Take(all);
    }

    private Run* Take(IEnumerable<Run> runs)
    {
        var all = runs.ToArray();
        var memory = _memory.Take<Run>(all.Length);
        all.CopyTo(new Span<Run>(memory, all.Length));
        return memory;
    }

    private static int[] Numbers(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>Columns, and how the maps are computed there.</summary>
    private sealed record Tile(ColumnBlock Columns, MapBlock[] Maps);

    /// <summary>Maps that are computed together.</summary>
    private sealed class MapBlock(int first, int rows, int[] seen, nint runs, int runCount)
    {
        public int First { get; } = first;

        public int Rows { get; } = rows;

        public int[] Seen { get; } = seen;

        public Run* Runs { get; } = (Run*)runs;

        public int RunCount { get; } = runCount;
    }
}
