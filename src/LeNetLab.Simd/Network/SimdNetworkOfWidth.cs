using System.Runtime.CompilerServices;
using LeNetLab.Models;

namespace LeNetLab.Simd.Network;

/// <summary>The network for one width of register.</summary>
internal sealed unsafe partial class SimdNetwork<TSimd, T> : SimdNetwork where TSimd : struct, ISimd<T> where T : unmanaged
{
    private readonly SimdWeights _weights;
    private readonly Activation _activation;
    private readonly Pooling _pooling;
    private readonly SimdTaps _taps = new(TSimd.Lanes);

    public SimdNetwork(SimdWeights weights, LeNet5Options options) =>
        (_weights, _activation, _pooling) = (weights, options.Activation, options.Pooling);

    public override int Lanes => TSimd.Lanes;

    public override SimdScratch CreateScratch(bool learns = true) => new(TSimd.Lanes, _weights.Output.Rows, learns);

    public override void Dispose() => _taps.Dispose();

    public override void Forward(SimdScratch scratch)
    {
        Convolve(scratch.Input, SimdShape.InputSide, _taps.C1, _weights.C1, scratch.C1, scratch.S2, SimdShape.C1Side);
        Convolve(scratch.S2, SimdShape.S2Side, _taps.C3, _weights.C3, scratch.C3, scratch.S4, SimdShape.C3Side);
        Full(scratch.S4, _weights.C5, scratch.C5);
        Squash(scratch.C5, SimdShape.C5Units);
        Full(scratch.C5, _weights.F6, scratch.F6);
        Squash(scratch.F6, SimdShape.F6Units);
        Full(scratch.F6, _weights.Output, scratch.Output);
    }

    public override void Backward(SimdScratch scratch, SimdBatch batch, int group, ReadOnlySpan<byte> labels, float scale)
    {
        float* output = batch.OutputDeltaOf(group), f6 = batch.F6DeltaOf(group), c5 = batch.C5DeltaOf(group);
        batch.Losses[group] = SoftmaxKernel<TSimd, T>.Loss(scratch.Output, _weights.Output.Rows, labels, scale, output);
        batch.Right[group] = CountRight(scratch.Output, labels);
        FullBack(output, _weights.Output, f6);
        Slope(f6, scratch.F6, SimdShape.F6Units);
        FullBack(f6, _weights.F6, c5);
        Slope(c5, scratch.C5, SimdShape.C5Units);
        FullBack(c5, _weights.C5, scratch.S4Delta);
        ByImage(scratch.S4, SimdShape.S4Units, batch.S4, group);
        ByImage(scratch.C5, SimdShape.C5Units, batch.C5, group);
        ByImage(scratch.F6, SimdShape.F6Units, batch.F6, group);

        new Span<float>(scratch.ConvolutionSums, SimdShape.ConvolutionParameters * TSimd.Lanes).Clear();
        BackThroughC3(scratch);
        BackThroughC1(scratch);
        var gradient = batch.ConvolutionGradientOf(group);
        for (var i = 0; i < SimdShape.ConvolutionParameters; i++)
            gradient[i] = TSimd.Sum(TSimd.Load(scratch.ConvolutionSums + i * TSimd.Lanes));
    }

    public override void ConvolutionGradient(SimdBatch batch, int groups, Span<float> gradient)
    {
        gradient.Clear();
        // In the order of the groups, whichever worker had them: so the sum is the same on any number of cores.
        for (var g = 0; g < groups; g++)
        {
            var part = batch.ConvolutionGradientOf(g);
            for (var i = 0; i < gradient.Length; i++) gradient[i] += part[i];
        }
    }

    public override void FullGradient(
        LaneFullLayer layer, SimdBatch batch, int groups, int first, int rows, Span<float> weights, Span<float> biases)
    {
        var (inputs, deltas, shape) = layer switch
        {
            LaneFullLayer.C5 => ((nint)batch.S4, (nint)batch.C5Delta, _weights.C5),
            LaneFullLayer.F6 => ((nint)batch.C5, (nint)batch.F6Delta, _weights.F6),
            _ => ((nint)batch.F6, (nint)batch.OutputDelta, _weights.Output),
        };
        var stride = shape.Rows * TSimd.Lanes;
        fixed (float* gradient = weights)
        {
            for (var row = 0; row < rows; row++)
            {
                var delta = (float*)deltas + (first + row) * TSimd.Lanes;
                biases[row] = SumOf(delta, stride, groups);
                // In pairs; the last row of an odd number is computed as a pair with itself.
                if (row % 2 == 1 || row == rows - 1)
                {
                    var before = row % 2 == 1 ? 1 : 0;
                    FullGradientKernel<TSimd, T>.TwoRows(
                        delta - before * TSimd.Lanes, delta, stride, groups, (float*)inputs, shape.Columns,
                        gradient + (row - before) * shape.Columns, gradient + row * shape.Columns);
                }
            }
        }
    }

    /// <summary>A convolution, squashed and pooled, two rows at a time while they are in the nearest cache.</summary>
    private void Convolve(float* input, int inputSide, Tap* taps, LaneLayer layer, float* maps, float* pooled, int side)
    {
        var (row, half) = (side * TSimd.Lanes, side / 2);
        for (var y = 0; y < side; y += 2)
        {
            for (var m = 0; m < layer.Rows; m += 2)
            {
                float* w0 = layer.Weights + m * layer.Columns, w1 = w0 + layer.Columns;
                float* first = maps + (m * side + y) * row, second = first + side * row;
                for (var r = 0; r < 2; r++)
                {
                    ConvolutionKernel<TSimd, T>.Row(
                        taps, layer.Columns, input + (y + r) * inputSide * TSimd.Lanes, w0, w1, layer.Biases[m], layer.Biases[m + 1],
                        first + r * row, second + r * row, side);
                }

                Squash(first, 2 * side);
                Squash(second, 2 * side);
                PoolingKernel<TSimd, T>.Pool(first, first + row, pooled + (m * half + y / 2) * half * TSimd.Lanes, half, _pooling);
                PoolingKernel<TSimd, T>.Pool(second, second + row, pooled + ((m + 1) * half + y / 2) * half * TSimd.Lanes, half, _pooling);
            }
        }
    }

    /// <summary>From S4's gradient to that of C3's weights and of S2.</summary>
    private void BackThroughC3(SimdScratch scratch)
    {
        const int Side = SimdShape.C3Side, Half = SimdShape.S4Side;
        int row = Side * TSimd.Lanes, wide = SimdShape.C3WideSide * TSimd.Lanes;
        var deltas = scratch.C3Delta + SimdShape.C3Margin * TSimd.Lanes;
        var sums = scratch.ConvolutionSums + (SimdShape.C1Weights + SimdShape.C1Maps) * TSimd.Lanes;
        for (var m = 0; m < SimdShape.C3Maps; m++)
        {
            for (var y = 0; y < Side; y += 2)
            {
                float* upper = scratch.C3 + (m * Side + y) * row, delta = deltas + (m * Side + y) * wide;
                PoolingKernel<TSimd, T>.Spread(
                    scratch.S4Delta + (m * Half + y / 2) * Half * TSimd.Lanes, upper, upper + row, delta, delta + wide, Half, _pooling);
                Slope(delta, upper, Side);
                Slope(delta + wide, upper + row, Side);
            }
        }

        for (var m = 0; m < SimdShape.C3Maps; m += 2)
        {
            float* delta = deltas + m * Side * wide, next = delta + Side * wide;
            for (var c = 0; c < SimdShape.C1Maps; c++)
            {
                for (var t = 0; t < SimdShape.Kernel; t++)
                {
                    var sum = sums + (m * SimdShape.C3Fan + (c * SimdShape.Kernel + t) * SimdShape.Kernel) * TSimd.Lanes;
                    ConvolutionGradientKernel<TSimd, T>.AddRow(
                        delta, next, wide, scratch.S2 + (c * SimdShape.S2Side + t) * SimdShape.S2Side * TSimd.Lanes,
                        SimdShape.S2Side * TSimd.Lanes, Side, Side, sum, sum + SimdShape.C3Fan * TSimd.Lanes);
                }
            }

            AddBias(delta, wide, Side, Side, sums + (SimdShape.C3Weights + m) * TSimd.Lanes);
            AddBias(next, wide, Side, Side, sums + (SimdShape.C3Weights + m + 1) * TSimd.Lanes);
        }

        for (var y = 0; y < SimdShape.S2Side; y++)
        {
            // The rows t of the kernels for which y − t is a row of C3.
            int from = Math.Max(0, y - (Side - 1)), to = Math.Min(SimdShape.Kernel - 1, y);
            var taps = _taps.C3Back + from * SimdTaps.BackRow;
            for (var c = 0; c < SimdShape.C1Maps; c += 2)
            {
                var weights = _weights.C3.Weights + c * SimdShape.C1Fan;
                var delta = scratch.S2Delta + (c * SimdShape.S2Side + y) * SimdShape.S2Side * TSimd.Lanes;
                ConvolutionKernel<TSimd, T>.Row(
                    taps, (to - from + 1) * SimdTaps.BackRow, scratch.C3Delta + y * wide, weights, weights + SimdShape.C1Fan, 0, 0,
                    delta, delta + SimdShape.S2Side * SimdShape.S2Side * TSimd.Lanes, SimdShape.S2Side);
            }
        }
    }

    /// <summary>From S2's gradient to that of C1's weights; nothing below needs one.</summary>
    private void BackThroughC1(SimdScratch scratch)
    {
        const int Side = SimdShape.C1Side, Half = SimdShape.S2Side;
        var row = Side * TSimd.Lanes;
        var sums = scratch.ConvolutionSums;
        for (var y = 0; y < Side; y += 2)
        {
            for (var m = 0; m < SimdShape.C1Maps; m++)
            {
                float* upper = scratch.C1 + (m * Side + y) * row, delta = scratch.C1DeltaRows + m * 2 * row;
                PoolingKernel<TSimd, T>.Spread(
                    scratch.S2Delta + (m * Half + y / 2) * Half * TSimd.Lanes, upper, upper + row, delta, delta + row, Half, _pooling);
                Slope(delta, upper, 2 * Side);
                AddBias(delta, row, 2, Side, sums + (SimdShape.C1Weights + m) * TSimd.Lanes);
            }

            for (var m = 0; m < SimdShape.C1Maps; m += 2)
            {
                var delta = scratch.C1DeltaRows + m * 2 * row;
                for (var t = 0; t < SimdShape.Kernel; t++)
                {
                    var sum = sums + (m * SimdShape.C1Fan + t * SimdShape.Kernel) * TSimd.Lanes;
                    ConvolutionGradientKernel<TSimd, T>.AddRow(
                        delta, delta + 2 * row, row, scratch.Input + (y + t) * SimdShape.InputSide * TSimd.Lanes,
                        SimdShape.InputSide * TSimd.Lanes, 2, Side, sum, sum + SimdShape.C1Fan * TSimd.Lanes);
                }
            }
        }
    }

    private void Squash(float* values, int registers) => ActivationKernel<TSimd, T>.Apply(values, registers, _activation);

    private void Slope(float* deltas, float* values, int registers) =>
        ActivationKernel<TSimd, T>.TimesSlope(deltas, values, registers, _activation);

    private static void Full(float* input, LaneLayer layer, float* output) =>
        FullKernel<TSimd, T>.Multiply(input, layer.Columns, layer.Weights, 1, layer.Columns, layer.Biases, output, layer.Rows);

    private static void FullBack(float* deltas, LaneLayer layer, float* below) =>
        FullKernel<TSimd, T>.Multiply(deltas, layer.Rows, layer.Weights, layer.Columns, 1, null, below, layer.Columns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias(float* deltas, int stride, int rows, int columns, float* sum)
    {
        var total = TSimd.Load(sum);
        for (var y = 0; y < rows; y++, deltas += stride)
            for (var x = 0; x < columns; x++) total = TSimd.Add(total, TSimd.Load(deltas + x * TSimd.Lanes));
        TSimd.Store(total, sum);
    }

    private static float SumOf(float* deltas, int groupStride, int groups)
    {
        var total = TSimd.All(0);
        for (var g = 0; g < groups; g++) total = TSimd.Add(total, TSimd.Load(deltas + g * groupStride));
        return TSimd.Sum(total);
    }

    /// <summary>From lanes to image after image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByImage(float* values, int units, float* images, int group)
    {
        images += group * TSimd.Lanes * units;
        for (var u = 0; u < units; u++)
            for (var n = 0; n < TSimd.Lanes; n++) images[n * units + u] = values[u * TSimd.Lanes + n];
    }

    private int CountRight(float* logits, ReadOnlySpan<byte> labels)
    {
        var right = 0;
        for (var n = 0; n < labels.Length; n++)
        {
            var best = 0;
            for (var c = 1; c < _weights.Output.Rows; c++)
                if (logits[c * TSimd.Lanes + n] > logits[best * TSimd.Lanes + n]) best = c;
            if (best == labels[n]) right++;
        }

        return right;
    }
}
