namespace LeNetLab.Simd.Network;

/// <summary>
/// A full layer, or a convolution whose kernels fit at one place only. The gradient of its weights has neighbouring
/// weights in the lanes and no longer images: else every single weight would need a sum over the lanes.
/// </summary>
internal sealed unsafe class FullLayer<TSimd, T>(Layer layer, SimdLevel below, SimdLevel above)
    : SimdLayer(layer.Name, below, above) where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly SimdMemory _memory = new();
    private Run* _groupRuns;
    private int _runs;

    public override int GradientStride => (Columns + TSimd.Lanes - 1) / TSimd.Lanes * TSimd.Lanes;

    public override long MultiplyAdds => (long)Rows * Columns;

    /// <summary>The gradient above, [units, lanes], then the input image by image, [lanes, stride].</summary>
    public override int BatchFloats => (Rows + GradientStride) * TSimd.Lanes;

    public override void Dispose() => _memory.Dispose();

    public override void Forward(SimdScratch scratch)
    {
        var output = Above.Values(scratch, 0, 0);
        Multiply(
            scratch.Values[Below.Index], Columns, Weights!.Address, 1, Columns, Biases!.Address, output, Rows);
        if (Above.Activation is { } activation) ActivationKernel<TSimd, T>.Apply(output, Rows, activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(SimdScratch scratch, SimdBatch batch, int group)
    {
        float* deltas = batch.Of(this, group), values = scratch.Values[Below.Index];
        LaneKernel<TSimd, T>.ByImage(values, Columns, deltas + Rows * TSimd.Lanes, GradientStride);
        if (Below.Index == 0) return;
        // The gradients below may have a margin, which the values have not.
        var rows = Below.DeltaMargin == 0 ? 1 : Below.Maps * Below.Height;
        var width = Below.Units / rows;
        for (var row = 0; row < rows; row++)
        {
            var to = Below.Deltas(scratch, 0, 0) + row * Below.DeltaRow;
            Multiply(deltas, Rows, Weights!.Address + row * width, Columns, 1, null, to, width);
            if (Below.Activation is { } activation)
                ActivationKernel<TSimd, T>.TimesSlope(to, values + row * width * TSimd.Lanes, width, activation);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases)
    {
        const int Wide = 3;
        var (lanes, stride) = (TSimd.Lanes, GradientStride);
        var at = batch.Of(this, 0);
        var block = new Block
        {
            ARow = lanes,
            AStep = 1,
            BStep = stride,
            Runs = _groupRuns,
            RunCount = groups,
            Count = lanes,
            OutRow = stride,
        };
        // A few columns of all images stay in the nearest cache while the rows go by.
        for (var i = 0; i < stride; i += Wide * lanes)
        {
            var columns = Math.Min(Wide, (stride - i) / lanes);
            block.B = at + Rows * lanes + i;
            block.A = at + first * lanes;
            block.Out = weights + i;
            BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, rows, columns);
        }

        for (var row = 0; row < rows; row++)
            biases[row] = LaneKernel<TSimd, T>.Total(at + (first + row) * lanes, BatchFloats, groups, 1);
    }

    /// <summary>Makes room for the groups of a batch.</summary>
    public void Prepare(int groups)
    {
        if (groups <= _runs) return;
        _groupRuns = _memory.Take<Run>(groups);
        _runs = groups;
        for (var g = 0; g < groups; g++) _groupRuns[g] = new Run(g * BatchFloats, g * BatchFloats);
    }

    /// <summary>output[o] = bias[o] + Σᵢ weights[o · outputStride + i · inputStride] · input[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(
        float* input, int inputs, float* weights, int inputStride, int outputStride, float* biases, float* output,
        int outputs)
    {
        var once = default(Run);
        var block = new Block
        {
            B = input,
            ARow = outputStride,
            AStep = inputStride,
            BStep = TSimd.Lanes,
            Runs = &once,
            RunCount = 1,
            Count = inputs,
            A = weights,
            Bias = biases,
            Out = output,
            OutRow = TSimd.Lanes,
        };
        BlockKernel<TSimd, T, OneNumber<TSimd, T>>.Rows(ref block, outputs, 1);
    }
}
