namespace LeNetLab.Simd.Network;

/// <summary>
/// A convolution between many maps, by <see cref="WinogradKernel"/> along the rows: nine multiply-adds where the
/// definition has 25, with kernels of 5 columns, or 21, with those of 3. Each row is cut into tiles and transformed
/// once for all maps; the sums over the maps and over the kernels' rows are taken between the transforms.
/// </summary>
internal sealed unsafe class WinogradLayer<TSimd, T> : GroupGradients
    where TSimd : struct, ISimd<T> where T : unmanaged
{
    private const int Points = WinogradKernel.Points;

    // So many floats of products stay in the second cache until they are transformed back.
    private const int ChunkFloats = 40_000;

    private readonly SimdMemory _memory = new();
    private readonly int _kernel, _padding, _outputs, _tiles, _fan;

    // Floats of a row's tiles, and at one point of a map's transformed inputs and of the gradients by its products.
    private readonly int _tile, _mapBelow, _mapAbove;
    private readonly int[] _together;
    private readonly float[] _factors;
    private readonly float* _weights;
    private readonly Run* _up, _down;

    public WinogradLayer(Layer layer, SimdLevel below, SimdLevel above) : base(layer.Name, below, above)
    {
        (_kernel, _padding, _outputs) = (layer.Kernel, layer.Padding, WinogradKernel.Outputs(layer.Kernel));
        (_tiles, _fan) = (Tiles(layer, above), layer.Kernel * below.Maps);
        _tile = _tiles * TSimd.Lanes;
        (_mapBelow, _mapAbove) = ((below.Height + 2 * layer.Padding) * _tile, above.Height * _tile);
        below.Beyond = _tiles * _outputs - above.Width;
        _together = ColumnBlock.Together(
            Math.Max(below.Maps, Math.Max(above.Height, below.Height) * _tiles),
            BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns);
        _factors = WinogradKernel.Factors(_kernel);
        _weights = _memory.Take<float>(Points * above.Maps * _fan);
        _up = _memory.Take<Run>(_kernel);
        _down = _memory.Take<Run>(_kernel);
        for (var t = 0; t < _kernel; t++)
        {
            _up[t] = new Run(t * below.Maps, t * _tile);
            _down[t] = new Run(t * below.Maps, -t * _tile);
        }
    }

    /// <summary>Whether a layer is faster this way.</summary>
    public static bool Takes(Layer layer, SimdLevel below, SimdLevel above) =>
        layer is { Kind: LayerKind.Convolution, Kernel: >= 3 and <= 5, Sources: null } && below.Index > 0
            && below.Maps >= 4 && above.Maps >= 4 && 5 * Points * Tiles(layer, above) <= 4 * layer.Kernel * above.Width;

    public override long MultiplyAdds => (long)Points * _tiles * Above.Height * Above.Maps * _fan;

    public override int BatchFloats => Rows * (Points * _fan + 1);

    /// <summary>Rows whose products are computed at once.</summary>
    private int ChunkOf(SimdLevel level) => Math.Clamp(ChunkFloats / (Points * level.Maps * _tile), 1, level.Height);

    private static int Tiles(Layer layer, SimdLevel above) =>
        (above.Width + WinogradKernel.Outputs(layer.Kernel) - 1) / WinogradKernel.Outputs(layer.Kernel);

    public override void Dispose() => _memory.Dispose();

    /// <summary>
    /// The products, and on the way down in their place the gradients by them; the transformed inputs; sums; and one
    /// row's gradient by the inputs, with those of the last tile.
    /// </summary>
    public override int Room(bool learns) => Points * (Above.Maps * _mapAbove + Below.Maps * _mapBelow)
        + (learns ? SumFloats + (_tiles * _outputs + _kernel) * TSimd.Lanes : 0);

    private int SumFloats => Math.Max(
        Points * Below.Maps * ChunkOf(Below) * _tile,
        Above.Maps * BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns * TSimd.Lanes);

    public override void Changed(int first, int rows)
    {
        for (var m = first; m < first + rows; m++)
            WinogradKernel.Weights(
                _factors, Weights!.Address + m * Columns, _weights + m * _fan, Rows * _fan, Below.Maps, _kernel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(SimdScratch scratch)
    {
        float* products = scratch.Rooms[Above.Index], inputs = products + Points * Rows * _mapAbove;
        int plane = Below.Maps * _mapBelow, chunk = ChunkOf(Above), done = 0;
        var block = new Block
        {
            ARow = _fan,
            AStep = 1,
            BStep = _mapBelow,
            Runs = _up,
            RunCount = _kernel,
            Count = Below.Maps,
        };
        for (int start = 0, rows; start < Above.Height; start += rows)
        {
            rows = Math.Min(chunk, Above.Height - start);
            for (; done < start + rows + _kernel - 1; done++)
            {
                var from = scratch.Values[Below.Index] + done * Below.Row;
                for (var c = 0; c < Below.Maps; c++, from += Below.Plane)
                    WinogradKernel<TSimd, T>.Inputs(
                        from, inputs + c * _mapBelow + done * _tile, plane, _tiles, _outputs);
            }

            int map = rows * _tile, point = Above.Maps * map;
            block.OutRow = map;
            for (var p = 0; p < Points; p++)
                Products(
                    ref block, _weights + p * Rows * _fan, inputs + p * plane + start * _tile, products + p * point,
                    Rows, rows * _tiles);
            for (var m = 0; m < Rows; m++)
                for (var y = 0; y < rows; y++)
                {
                    var to = Above.Values(scratch, m, start + y);
                    WinogradKernel<TSimd, T>.Outputs(
                        products + m * map + y * _tile, point, Biases!.Address[m], to, Above.Width, _outputs);
                    if (Above.Activation is { } activation)
                        ActivationKernel<TSimd, T>.Apply(to, Above.Width, activation);
                }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        float* deltas = scratch.Rooms[Above.Index], inputs = deltas + Points * Rows * _mapAbove;
        float* sums = inputs + Points * Below.Maps * _mapBelow, gradient = batch.Of(this, group);
        for (var m = 0; m < Rows; m++)
        {
            for (var y = 0; y < Above.Height; y++)
                WinogradKernel<TSimd, T>.OutputGradients(
                    Above.Deltas(scratch, m, y), Above.Width, deltas + m * _mapAbove + y * _tile, Rows * _mapAbove,
                    _outputs);
            gradient[Rows * Points * _fan + m] = LaneKernel<TSimd, T>.Total(
                Above.Deltas(scratch, m, 0), Above.DeltaRow, Above.Height, Above.Width);
        }

        WeightGradient(inputs, deltas, sums, gradient);
        Down(scratch, deltas, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightGradient(float* inputs, float* deltas, float* sums, float* gradient)
    {
        var lanes = TSimd.Lanes;
        var once = default(Run);
        var block = new Block
        {
            ARow = _mapAbove,
            AStep = lanes,
            BStep = lanes,
            BColumn = _mapBelow,
            Runs = &once,
            RunCount = 1,
            Count = Above.Height * _tiles,
        };
        for (var p = 0; p < Points; p++, inputs += Below.Maps * _mapBelow, deltas += Rows * _mapAbove)
            for (int c = 0, maps; c < Below.Maps; c += maps)
            {
                maps = _together[Below.Maps - c];
                for (var t = 0; t < _kernel; t++)
                {
                    block.A = deltas;
                    block.B = inputs + c * _mapBelow + t * _tile;
                    block.Out = sums;
                    block.OutRow = maps * lanes;
                    BlockKernel<TSimd, T, EachLane<TSimd, T>>.Rows(ref block, Rows, maps);
                    LaneKernel<TSimd, T>.Sum(sums, Rows * maps, gradient + Transform(p, c, t, maps));
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Down(SimdScratch scratch, float* deltas, float* products)
    {
        int lanes = TSimd.Lanes, chunk = ChunkOf(Below);
        var sums = products + SumFloats;
        var block = new Block { ARow = 1, AStep = _fan, BStep = _mapAbove, Count = Rows };
        for (int start = 0, rows; start < Below.Height; start += rows)
        {
            // Neighbouring rows y that see the same rows t of the kernels: those for which y − t is a row above.
            var (from, to) = Seen(start);
            for (rows = 1; rows < chunk && start + rows < Below.Height && Seen(start + rows) == (from, to);) rows++;
            int map = rows * _tile, point = Below.Maps * map;
            block.Runs = _down + from;
            block.RunCount = to - from + 1;
            block.OutRow = map;
            for (var p = 0; p < Points; p++)
                Products(
                    ref block, _weights + p * Rows * _fan, deltas + p * Rows * _mapAbove + (start + _padding) * _tile,
                    products + p * point, Below.Maps, rows * _tiles);
            for (var c = 0; c < Below.Maps; c++)
                for (var y = 0; y < rows; y++)
                {
                    new Span<float>(sums, 4 * lanes).Clear();
                    WinogradKernel<TSimd, T>.InputGradients(
                        products + c * map + y * _tile, point, sums, _tiles, _outputs);
                    var row = Below.Deltas(scratch, c, start + y);
                    ActivationKernel<TSimd, T>.TimesSlope(
                        sums + _padding * lanes, Below.Values(scratch, c, start + y), row, Below.Width,
                        Below.Activation);
                }
        }

        (int From, int To) Seen(int y) =>
            (Math.Max(0, y + _padding - (Above.Height - 1)), Math.Min(_kernel - 1, y + _padding));
    }

    // The tiles of neighbouring rows lie side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products(ref Block block, float* weights, float* from, float* to, int maps, int tiles)
    {
        for (int i = 0, few; i < tiles; i += few)
        {
            few = _together[tiles - i];
            block.A = weights;
            block.B = from + i * TSimd.Lanes;
            block.Out = to + i * TSimd.Lanes;
            BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, maps, few);
        }
    }

    // Where the gradients by a transform's weights of a few maps below lie, [rows, maps below].
    private int Transform(int p, int c, int t, int maps) => (p * _fan + c * _kernel + t * maps) * Rows;

    public override void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases)
    {
        Sum(batch, groups, Rows * Points * _fan + first, biases, rows);
        var transforms = stackalloc float[Points * rows * BlockKernel<TSimd, T, OneNumber<TSimd, T>>.MostColumns];
        fixed (float* factors = _factors)
            for (int c = 0, maps; c < Below.Maps; c += maps)
            {
                maps = _together[Below.Maps - c];
                var few = rows * maps;
                for (var t = 0; t < _kernel; t++)
                {
                    for (var p = 0; p < Points; p++)
                        Sum(batch, groups, Transform(p, c, t, maps) + first * maps, transforms + p * few, few);
                    for (var i = 0; i < few; i++)
                        WinogradKernel.WeightGradients(
                            factors, transforms + i, few,
                            weights + i / maps * Columns + ((c + i % maps) * _kernel + t) * _kernel, _kernel);
                }
            }
    }
}
