using System.Numerics.Tensors;

namespace LeNetLab.Simd.Network;

/// <summary>
/// A full layer, or a convolution whose kernels fit at one place only. The gradient of its weights has neighbouring
/// weights in the lanes and no longer images: else every single weight would need a sum over the lanes.
/// </summary>
internal sealed unsafe class FullLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : SimdLayer(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    // Columns of a block of the gradient, of which the kernel computes three rows at a time.
    private const int Wide = 4;

    private readonly float[] _sums = new float[above.Units];

    public override int GradientStride => (Columns + TSimd.Lanes - 1) / TSimd.Lanes * TSimd.Lanes;

    public override long MultiplyAdds => (long)Rows * Columns;

    /// <summary>
    /// The gradient above, [units, lanes], then the input, [blocks, lanes, columns of a block], and for each block
    /// whether it has ink.
    /// </summary>
    public override int BatchFloats => (Rows + Blocks * Width) * TSimd.Lanes
        + (Below.Shifted ? (Blocks + TSimd.Lanes - 1) / TSimd.Lanes * TSimd.Lanes : 0);

    /// <summary>Biases, and a run for each row of the input.</summary>
    public override int Room(bool learns) => Rows + Below.Maps * Below.Height * sizeof(Run) / sizeof(float);

    /// <summary>Floats of an image that lie side by side.</summary>
    private static int Width => Wide * TSimd.Lanes;

    private int Blocks { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => (Columns + Width - 1) / Width; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Changed(int first, int rows)
    {
        if (!Below.Shifted) return;
        for (var o = first; o < first + rows; o++)
            _sums[o] = LaneKernel<TSimd, T>.Total(Weights!.Address + (nint)o * Columns, Columns);
    }

    public override void Forward(SimdScratch scratch)
    {
        float* output = Above.Values(scratch, 0, 0), biases = scratch.Rooms[Above.Index];
        var runs = (Run*)(biases + Rows);
        runs[0] = new Run(0, 0, Columns);
        var count = Below.Shifted ? Inked(scratch, runs) : 1;
        if (Below.Shifted)
            TensorPrimitives.MultiplyAdd(_sums, scratch.Background, Biases!.Values, new Span<float>(biases, Rows));
        else
            biases = Biases!.Address;
        Multiply(scratch.Values[Below.Index], runs, count, Weights!.Address, 1, Columns, biases, output, Rows);
        if (Above.Activation is { } activation) ActivationKernel<TSimd, T>.Apply(output, Rows, activation);
    }

    // What is not background, row by row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Inked(SimdScratch scratch, Run* runs)
    {
        var count = 0;
        for (var row = 0; row < Below.Maps * Below.Height; row++)
        {
            var (from, to) = scratch.Ink[row % Below.Height];
            var at = row * Below.Width + from;
            if (to > from) runs[count++] = new Run(at, at * TSimd.Lanes, to - from);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        float* deltas = batch.Of(this, group), values = scratch.Values[Below.Index];
        LaneKernel<TSimd, T>.ByImage(values, Columns, deltas + Rows * TSimd.Lanes, Width);
        if (Below.Index == 0)
        {
            if (Below.Shifted) MarkInk(scratch, deltas + (Rows + Blocks * Width) * TSimd.Lanes);
            return;
        }

        var all = new Run(0, 0, Rows);
        // The gradients below may have a margin, which the values have not.
        var rows = Below.DeltaMargin == 0 ? 1 : Below.Maps * Below.Height;
        var width = Below.Units / rows;
        for (var row = 0; row < rows; row++)
        {
            var to = Below.Deltas(scratch, 0, 0) + row * Below.DeltaRow;
            Multiply(deltas, &all, 1, Weights!.Address + row * width, Columns, 1, null, to, width);
            if (Below.Activation is { } activation)
                ActivationKernel<TSimd, T>.TimesSlope(to, values + row * width * TSimd.Lanes, to, width, activation);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases)
    {
        int lanes = TSimd.Lanes, stride = GradientStride, floats = BatchFloats, blocks = Blocks;
        var at = batch.Of(this, 0);
        for (var row = 0; row < rows; row++)
            biases[row] = LaneKernel<TSimd, T>.Total(at + (first + row) * lanes, floats, groups, 1);
        // What the background adds is the same for all weights of a row.
        var shifts = stackalloc float[rows];
        for (var row = 0; row < rows; row++) shifts[row] = batch.Background * biases[row];
        // The groups that have ink in a block of columns.
        var ink = at + (Rows + blocks * Width) * lanes;
        var runs = stackalloc Run[groups];
        var block = new Block { ARow = lanes, AStep = 1, BStep = Width, Count = lanes, Runs = runs, OutRow = stride };
        // A few columns of all images stay in the nearest cache while the rows go by.
        for (var i = 0; i < blocks; i++, ink++)
        {
            block.RunCount = 0;
            for (var g = 0; g < groups; g++)
                if (!Below.Shifted || ink[g * floats] != 0) runs[block.RunCount++] = new Run(g * floats, g * floats);
            block.A = at + first * lanes;
            block.B = at + (Rows + i * Width) * lanes;
            block.Bias = Below.Shifted ? shifts : null;
            block.Out = weights + i * Width;
            BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, rows, Math.Min(Wide, stride / lanes - i * Wide));
        }
    }

    private void MarkInk(SimdScratch scratch, float* ink)
    {
        new Span<float>(ink, Blocks).Clear();
        var runs = (Run*)(scratch.Rooms[Above.Index] + Rows);
        for (var end = runs + Inked(scratch, runs); runs < end; runs++)
            for (var i = runs->A / Width; i <= (runs->A + runs->Count - 1) / Width; i++) ink[i] = 1;
    }

    /// <summary>output[o] = bias[o] + Σᵢ weights[o · outputStride + i · inputStride] · input[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(
        float* input, Run* runs, int count, float* weights, int inputStride, int outputStride, float* biases,
        float* output, int outputs)
    {
        var block = new Block
        {
            B = input,
            ARow = outputStride,
            AStep = inputStride,
            BStep = TSimd.Lanes,
            Runs = runs,
            RunCount = count,
            A = weights,
            Bias = biases,
            Out = output,
            OutRow = TSimd.Lanes,
        };
        BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, outputs, 1);
    }
}
