namespace LeNetLab.Simd.Network;

/// <summary>
/// A convolution of any kernel and table of connections. A weight is the same for all lanes and for all pixels of a
/// row, so that once it is in a register it serves several pixels of as many images as there are lanes.
/// </summary>
internal sealed unsafe class ConvolutionLayer<TSimd, T> : GroupGradients
    where TSimd : struct, ISimd<T> where T : unmanaged
{
    // So many floats stay in the nearest cache beside what goes with them.
    private const int ChunkFloats = 3_072;

    private readonly ConvolutionTiles _tiles;
    private readonly int _kernel, _padding;

    public ConvolutionLayer(Layer layer, SimdLevel below, SimdLevel above) : base(layer.Name, below, above)
    {
        (_kernel, _padding) = (layer.Kernel, layer.Padding);
        _tiles = new(layer, below, above, BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns);
    }

    public override long MultiplyAdds => _tiles.Up[0].Maps.Sum(maps => (long)maps.Rows * maps.Seen.Length)
        * _kernel * _kernel * Above.Height * Above.Width;

    public override void Dispose() => _tiles.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        int lanes = TSimd.Lanes, fan = Columns;
        float* input = scratch.Values[Below.Index], weights = Weights!.Address, biases = Biases!.Address;
        var block = new Block { ARow = fan, AStep = 1, BStep = lanes, Count = _kernel, OutRow = Above.Plane };
        for (var y = 0; y < Above.Height; y++, input += Below.Row)
        {
            var row = Above.Values(scratch, 0, y);
            foreach (var tile in _tiles.Up)
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
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, maps.Rows, tile.Columns.Count);
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
        foreach (var tile in _tiles.Gradient)
            foreach (var maps in tile.Maps)
                WeightGradient(scratch, tile.Columns, maps, gradient);
        for (var m = 0; m < Above.Maps; m++)
            gradient[Weights!.Count + m] = LaneKernel<TSimd, T>.Total(
                Above.Deltas(scratch, m, 0), Above.DeltaRow, Above.Height, Above.Width);
        if (Below.Index == 0) return;
        for (var chunk = 0; chunk < _tiles.DownChunks; chunk++) Down(scratch, chunk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightGradient(
        SimdScratch scratch, ColumnBlock columns, ConvolutionTiles.MapBlock maps, float* gradient)
    {
        int lanes = TSimd.Lanes, fan = Columns;
        float* sums = scratch.Sums, input = scratch.Values[Below.Index] + columns.Start * lanes;
        var chunk = Math.Clamp(ChunkFloats / (maps.Rows * Above.DeltaRow), 1, Above.Height);
        var block = new Block
        {
            ARow = Above.DeltaPlane,
            AStep = lanes,
            BStep = lanes,
            BColumn = lanes,
            Runs = _tiles.RowRuns,
            Count = Above.Width,
            OutRow = columns.Count * lanes,
        };
        var size = maps.Rows * columns.Count;
        for (var y = 0; y < Above.Height; y += chunk)
        {
            block.RunCount = Math.Min(chunk, Above.Height - y);
            block.Adds = y > 0;
            var to = sums;
            foreach (var c in maps.Seen)
            {
                for (var t = 0; t < _kernel; t++, to += size * lanes)
                {
                    block.Out = to;
                    block.A = Above.Deltas(scratch, maps.First, y);
                    block.B = input + c * Below.Plane + (y + t) * Below.Row;
                    BlockKernel<TSimd, T, EachLane<TSimd, T>>.Rows(ref block, maps.Rows, columns.Count);
                }
            }
        }

        LaneKernel<TSimd, T>.Sum(sums, maps.Seen.Length * _kernel * size);
        foreach (var c in maps.Seen)
        {
            for (var t = 0; t < _kernel; t++)
            {
                var to = gradient + maps.First * fan + (c * _kernel + t) * _kernel + columns.Start;
                for (var r = 0; r < maps.Rows; r++, to += fan)
                    for (var u = 0; u < columns.Count; u++) to[u] = *sums++;
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
            foreach (var (columns, all) in _tiles.Down)
            {
                block.B = deltas + (columns.Start - columns.First) * lanes;
                block.Count = columns.Terms;
                foreach (var maps in all)
                {
                    var few = Math.Min(_tiles.DownMaps, maps.Seen.Length - chunk * _tiles.DownMaps);
                    if (few <= 0 && chunk > 0) continue;
                    block.Runs = maps.Runs + chunk * _tiles.DownMaps * _kernel + from * few;
                    block.RunCount = (to - from + 1) * few;
                    block.A = Weights!.Address + maps.First * _kernel * _kernel + columns.First;
                    block.Out = row + maps.First * Below.DeltaPlane + columns.Start * lanes;
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, maps.Rows, columns.Count);
                }
            }

            if (chunk < _tiles.DownChunks - 1 || Below.Activation is not { } activation) continue;
            for (var m = 0; m < Below.Maps; m++, row += Below.DeltaPlane)
                ActivationKernel<TSimd, T>.TimesSlope(row, Below.Values(scratch, m, y), Below.Width, activation);
        }
    }
}
