namespace LeNetLab.Training;

/// <summary>The step for any network, on any device: torch's layers, its autograd and its optimiser.</summary>
internal sealed class TorchStep : TrainingStep
{
    private const string GeneratorName = "generator";

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly NetworkWeights? _owner;
    private readonly ImageSet _train;
    private readonly TrainingOptions _options;
    private readonly OptimizerHelper _optimizer;
    private readonly BatchBuffer _batches;
    private readonly Device? _device;
    private readonly Device? _home;
    private readonly bool _wasTraining;

    /// <param name="model">What learns.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <param name="owner">Whose copy the model is: it gets the weights in the end, and the model is disposed.</param>
    public TorchStep(
        nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options, NetworkWeights? owner = null)
    {
        (_model, _train, _options, _owner, _wasTraining) = (model, train, options, owner, model.training);
        if (options.Device != ComputeDevice.Cpu)
        {
            _home = model.parameters().FirstOrDefault()?.device;
            _device = NativeTorch.Device(options.Device);
            model.to(_device);
        }

        _optimizer = Optimizers.Create(model, options);
        _batches = new BatchBuffer(train, options, Padding);
        random.manual_seed(options.Seed);
        model.train();
    }

    private int Padding => _options.Padding ?? Inference.MarginFor(_model, _train);

    private IReadOnlyList<string> Names => [.. _model.named_parameters().Select(p => p.name)];

    public override (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = _batches.Fill(batch, epoch);
        if (_device is not null) (images, labels) = (images.to(_device), labels.to(_device));
        Optimizers.SetLearningRate(_optimizer, rate);
        _optimizer.zero_grad();
        var logits = _model.call(images);                              // [B, classes]
        var loss = _options.Loss.Of(logits, labels);                   // mean over the batch
        loss.backward();
        _optimizer.step();
        return (loss.ToSingle(), CountRight(logits, batch));
    }

    public override void Dispose()
    {
        _batches.Dispose();
        _optimizer.Dispose();
        if (_home is not null) _model.to(_home);
        _model.train(_wasTraining);
        if (_owner is null) return;
        _owner.CopyFrom(_model);
        _model.Dispose();
    }

    public override Predictions Read(ImageSet images) => TorchInference.Run(
        _model, images, _options.Normalization, Padding, null, CancellationToken.None);

    public override bool WeightsAreFinite()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return _model.parameters().All(weights => weights.isfinite().all().item<bool>());
    }

    public override void PutWeights(SafeTensorsFile file) => ModelWeights.Put(file, _model);

    public override void CheckWeights(SafeTensorsFile file, string source) =>
        ModelWeights.Check(file, _model, source: source);

    public override void GetWeights(SafeTensorsFile file, string source) =>
        ModelWeights.Get(file, _model, source: source);

    public override void PutMemory(SafeTensorsFile file)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in Optimizers.Memory(_optimizer, Names))
            file.Tensors[MemoryPrefix + name] = SafeTensor.From(tensor);
        file.Tensors[GeneratorName] = SafeTensor.From(random.get_rng_state());
    }

    public override bool HasSoundMemory(SafeTensorsFile file) =>
        file.Tensors.TryGetValue(GeneratorName, out var generator) && IsGenerator(generator) && file.Tensors
            .Where(stored => stored.Key.StartsWith(MemoryPrefix, StringComparison.Ordinal))
            .All(stored => stored.Value.Type is "F32" or "F64" && _model.named_parameters().Any(p =>
                stored.Key.EndsWith($".{p.name}", StringComparison.Ordinal)
                && stored.Value.Shape.SequenceEqual(p.parameter.shape)));

    public override void GetMemory(SafeTensorsFile file, long steps)
    {
        using var scope = NewDisposeScope();
        var device = _model.parameters().FirstOrDefault()?.device ?? CPU;
        Optimizers.Restore(_optimizer, Names, name => file.Tensors.TryGetValue(MemoryPrefix + name, out var stored)
            ? stored.ToTensor().to(device) : null, steps);
        random.set_rng_state(file[GeneratorName].ToTensor());
    }

    /// <summary>
    /// Whether torch takes these bytes as the state of its generator. It ends the process where it does not: after the
    /// seed come how many numbers are left of a batch of 624, whether it was seeded, and which is next.
    /// </summary>
    private static bool IsGenerator(SafeTensor stored)
    {
        using var current = random.get_rng_state();
        if (stored.Type != "U8" || !stored.Shape.SequenceEqual(current.shape)) return false;
        var state = stored.Data.Span;
        return BinaryPrimitives.ReadInt32LittleEndian(state[8..]) is >= 1 and <= 624
            && BinaryPrimitives.ReadInt32LittleEndian(state[12..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(state[16..]) <= 624;
    }

    private int CountRight(Tensor logits, ReadOnlySpan<int> batch)
    {
        var numbers = logits.cpu().contiguous().Floats();
        var classes = numbers.Length / batch.Length;
        var right = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            if (Predictions.ArgMax(numbers.Slice(i * classes, classes)) == _train.Label(batch[i])) right++;
        }

        return right;
    }
}
