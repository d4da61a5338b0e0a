namespace LeNetLab.Simd.Network;

/// <summary>The network for one width of register.</summary>
internal sealed unsafe class SimdNetwork<TSimd, T> : SimdNetwork where TSimd : struct, ISimd<T> where T : unmanaged
{
    /// <param name="weights">They are used where they lie; whoever uses the network keeps them alive.</param>
    public SimdNetwork(NetworkWeights weights)
    {
        var plan = weights.Plan;
        List<SimdLevel> levels = [];
        List<SimdLayer> layers = [];
        levels.Add(new SimdLevel(0, plan.Channels, plan.Height, plan.Width, TSimd.Lanes));
        var arrays = 0;
        foreach (var (layer, shape) in plan.Layers.Zip(plan.Summary().Skip(1)))
        {
            var (below, full) = (levels[^1], IsFull(layer, levels[^1]));
            if (!full) below.Margin = layer.Padding;
            var above = new SimdLevel(levels.Count, shape.Maps, shape.Height, shape.Width, TSimd.Lanes)
            {
                Activation = layer.Activation,
            };
            var winograd = WinogradLayer<TSimd, T>.Takes(layer, below, above);
            if (!full && !winograd && below.Index > 0 && layer.Kind == LayerKind.Convolution)
                above.DeltaMargin = Math.Max(0, layer.Kernel - 1 - layer.Padding);
            below.InPlace = layer.Pooling is not null && below is { Index: > 0, Margin: 0, DeltaMargin: 0 }
                && (below.Height | below.Width) % 2 == 0;
            var hasWeights = layer.Pooling is null;
            var (weight, bias) = hasWeights ? (weights.Arrays[arrays], weights.Arrays[arrays + 1]) : default;
            arrays += hasWeights ? 2 : 0;
            SimdLayer made = layer switch
            {
                _ when full => new FullLayer<TSimd, T>(layer, below, above) { Weights = weight, Biases = bias },
                _ when winograd => new WinogradLayer<TSimd, T>(layer, below, above) { Weights = weight, Biases = bias },
                { Kind: LayerKind.Convolution } =>
                    new ConvolutionLayer<TSimd, T>(layer, below, above) { Weights = weight, Biases = bias },
                { Pooling: not null } => new PoolingLayer<TSimd, T>(layer, below, above),
                _ => new SubsamplingLayer<TSimd, T>(layer, below, above) { Weights = weight, Biases = bias },
            };
            Add(made);
            if (layer.Dropout > 0)
                Add(new DropoutLayer<TSimd, T>(
                    layer, above, new(levels.Count, shape.Maps, shape.Height, shape.Width, TSimd.Lanes)));
        }

        (Levels, Layers) = ([.. levels], [.. layers]);
        Levels[0].Shifted = Layers[0] is ConvolutionLayer<TSimd, T> or FullLayer<TSimd, T>;
        Changed();

        void Add(SimdLayer layer)
        {
            layers.Add(layer);
            levels.Add(layer.Above);
        }
    }

    public override int Lanes => TSimd.Lanes;

    public override SimdLevel[] Levels { get; }

    public override SimdLayer[] Layers { get; }

    public override UpdateRule Rule(TrainingOptions options) => new UpdateRule<TSimd, T>(options);

    public override void Backward(
        SimdScratch scratch, SimdBatch batch, int group, ReadOnlySpan<byte> labels, float scale, LossKind loss)
    {
        foreach (var layer in Layers)
            if (layer is FullLayer<TSimd, T>) scratch.Deltas[layer.Above.Index] = batch.Of(layer, group);
        batch.Background = scratch.Background;
        var last = Levels[^1];
        float* outputs = scratch.Values[last.Index], deltas = scratch.Deltas[last.Index];
        batch.Losses[group] = LossKernel<TSimd, T>.Loss(loss, outputs, Classes, labels, scale, deltas);
        batch.Right[group] = LossKernel<TSimd, T>.CountRight(outputs, Classes, labels);
        if (last.Activation is { } activation)
            ActivationKernel<TSimd, T>.TimesSlope(deltas, outputs, deltas, Classes, activation);
        for (var i = Layers.Length - 1; i >= 0; i--)
        {
            Layers[i].Backward(scratch, batch, group);
            batch.Pass(Layers[i]);
        }
    }

    private static bool IsFull(Layer layer, SimdLevel below) => layer.Kind == LayerKind.Full
        || (layer is { Kind: LayerKind.Convolution, Padding: 0, Sources: null }
            && layer.Kernel == below.Height && layer.Kernel == below.Width);
}
