namespace LeNetLab.Simd.Network;

/// <summary>
/// A convolution of any kernel and table of connections. A weight is the same for all lanes and for all pixels of a
/// row, so that once it is in a register it serves several pixels of as many images as there are lanes.
/// </summary>
internal sealed unsafe class ConvolutionLayer<TSimd, T> : GroupGradients
    where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly ConvolutionTiles _tiles;
    private readonly int _kernel, _padding;
    private readonly int[] _together;

    public ConvolutionLayer(Layer layer, SimdLevel below, SimdLevel above) : base(layer.Name, below, above)
    {
        (_kernel, _padding) = (layer.Kernel, layer.Padding);
        var most = BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns;
        (_tiles, _together) = (new(layer, below, above, most), ColumnBlock.Together(above.Width, most));
    }

    public override long MultiplyAdds => _tiles.Up.Sum(maps => (long)maps.Rows * maps.Seen.Length)
        * _kernel * _kernel * Above.Height * Above.Width;

    public override void Dispose() => _tiles.Dispose();

    /// <summary>
    /// The gradient of a few maps' weights, not yet summed over the lanes; by map above what an image of background
    /// gives, and a bias; by row above a run.
    /// </summary>
    public override int Room(bool learns) => (learns ? SumFloats : 0)
        + Above.Maps * (TSimd.Lanes + 1) + Above.Height * sizeof(Run) / sizeof(float);

    private int SumFloats => 8 * TSimd.Lanes * Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        int lanes = TSimd.Lanes, fan = Columns;
        float* input = scratch.Values[Below.Index], blank = Blank(scratch), biases = blank + Rows * lanes;
        ShiftBiases(scratch, blank, biases);
        var runs = Runs(scratch);
        var block = new Block { ARow = fan, AStep = 1, BStep = lanes, Count = _kernel, OutRow = Above.Plane };
        for (var y = 0; y < Above.Height; y++, input += Below.Row)
        {
            var (from, to) = Inked(scratch, y);
            runs[y] = new Run(y * Above.DeltaRow + from * lanes, y * Below.Row + from * lanes, to - from);
            var row = Above.Values(scratch, 0, y);
            for (int x = from, together; x < to; x += together)
            {
                together = _together[to - x];
                foreach (var maps in _tiles.Up)
                {
                    block.Runs = maps.Runs;
                    block.RunCount = maps.RunCount;
                    block.A = Weights!.Address + maps.First * fan;
                    block.B = input + x * lanes;
                    block.Bias = biases + maps.First;
                    block.Out = row + maps.First * Above.Plane + x * lanes;
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, maps.Rows, together);
                }
            }

            for (var m = 0; m < Rows; m++, row += Above.Plane)
            {
                if (Above.Activation is { } activation)
                    ActivationKernel<TSimd, T>.Apply(row + from * lanes, to - from, activation);
                var value = TSimd.Load(blank + m * lanes);
                for (var x = 0; x < from; x++) TSimd.Store(value, row + x * lanes);
                for (var x = to; x < Above.Width; x++) TSimd.Store(value, row + x * lanes);
            }
        }
    }

    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        var gradient = batch.Of(this, group);
        for (var m = 0; m < Above.Maps; m++)
            gradient[Weights!.Count + m] = LaneKernel<TSimd, T>.Total(
                Above.Deltas(scratch, m, 0), Above.DeltaRow, Above.Height, Above.Width);
        foreach (var tile in _tiles.Gradient)
            foreach (var maps in tile.Maps)
                WeightGradient(scratch, tile.Columns, maps, gradient);
        if (Below.Index > 0) Down(scratch);
    }

    private float* Blank(SimdScratch scratch) => scratch.Rooms[Above.Index] + (scratch.Learns ? SumFloats : 0);

    private Run* Runs(SimdScratch scratch) => (Run*)(Blank(scratch) + Above.Maps * (TSimd.Lanes + 1));

    private float Shift(SimdScratch scratch) => Below.Shifted ? scratch.Background : 0;

    // Which columns of a row see any ink; the others are as those of an image of background.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int From, int To) Inked(SimdScratch scratch, int y)
    {
        if (!Below.Shifted || Below.Margin > 0) return (0, Above.Width);
        var (from, to) = (Below.Width, 0);
        foreach (var (first, end) in scratch.Ink.AsSpan(y, _kernel))
            if (end > first) (from, to) = (Math.Min(from, first), Math.Max(to, end));
        if (to == 0) return (0, 0);
        // An even number, four at least: then blocks of four and six columns do, and the compiler makes no others.
        (from, to) = (Math.Max(0, from - _kernel + 1), Math.Min(Above.Width, to));
        while (to - from < Above.Width && (to - from < 4 || (to - from) % 2 > 0))
            (from, to) = to < Above.Width ? (from, to + 1) : (from - 1, to);
        return (from, to);
    }

    private void ShiftBiases(SimdScratch scratch, float* blank, float* biases)
    {
        var (shift, square) = (Shift(scratch), _kernel * _kernel);
        foreach (var maps in _tiles.Up)
            for (var m = maps.First; m < maps.First + maps.Rows; m++)
            {
                biases[m] = Biases!.Address[m];
                if (shift != 0)
                    foreach (var c in maps.Seen)
                        biases[m] += shift
                            * LaneKernel<TSimd, T>.Total(Weights!.Address + m * Columns + c * square, square);
                TSimd.Store(TSimd.All(biases[m]), blank + m * TSimd.Lanes);
            }

        if (Above.Activation is { } activation) ActivationKernel<TSimd, T>.Apply(blank, Rows, activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightGradient(
        SimdScratch scratch, ColumnBlock columns, ConvolutionTiles.MapBlock maps, float* gradient)
    {
        int lanes = TSimd.Lanes, fan = Columns, size = maps.Rows * columns.Count;
        float* sums = scratch.Rooms[Above.Index], input = scratch.Values[Below.Index] + columns.Start * lanes;
        var block = new Block
        {
            ARow = Above.DeltaPlane,
            AStep = lanes,
            BStep = lanes,
            BColumn = lanes,
            Runs = Runs(scratch),
            RunCount = Above.Height,
            OutRow = columns.Count * lanes,
        };
        for (var i = 0; i < maps.Seen.Length * _kernel; i++)
        {
            block.A = Above.Deltas(scratch, maps.First, 0);
            block.B = input + maps.Seen[i / _kernel] * Below.Plane + i % _kernel * Below.Row;
            block.Out = sums + i * size * lanes;
            BlockKernel<TSimd, T, EachLane<TSimd, T>>.Rows(ref block, maps.Rows, columns.Count);
        }

        LaneKernel<TSimd, T>.Sum(sums, maps.Seen.Length * _kernel * size, sums);
        var shift = Shift(scratch);
        var biases = gradient + Weights!.Count + maps.First;
        for (var i = 0; i < maps.Seen.Length * _kernel; i++)
        {
            var row = maps.Seen[i / _kernel] * _kernel + i % _kernel;
            var to = gradient + maps.First * fan + row * _kernel + columns.Start;
            for (var r = 0; r < maps.Rows; r++, to += fan)
                for (var u = 0; u < columns.Count; u++) to[u] = *sums++ + shift * biases[r];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Down(SimdScratch scratch)
    {
        var lanes = TSimd.Lanes;
        var block = new Block
        {
            ARow = _kernel * _kernel,
            AStep = 1,
            BStep = -lanes,
            OutRow = Below.DeltaPlane,
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
                    block.Runs = maps.Runs + from * maps.Seen.Length;
                    block.RunCount = (to - from + 1) * maps.Seen.Length;
                    block.A = Weights!.Address + maps.First * _kernel * _kernel + columns.First;
                    block.Out = row + maps.First * Below.DeltaPlane + columns.Start * lanes;
                    BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, maps.Rows, columns.Count);
                }
            }

            if (Below.Activation is not { } activation) continue;
            for (var m = 0; m < Below.Maps; m++, row += Below.DeltaPlane)
                ActivationKernel<TSimd, T>.TimesSlope(
                    row, Below.Values(scratch, m, y), row, Below.Width, activation);
        }
    }
}
