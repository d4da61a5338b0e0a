namespace LeNetLab.Training;

/// <summary>The step for any network, on any device: torch's layers, its autograd and its optimiser.</summary>
internal sealed class TorchStep : TrainingStep
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly ImageSet _train;
    private readonly OptimizerHelper _optimizer;
    private readonly BatchBuffer _batches;
    private readonly Device? _device;

    /// <param name="model">What learns.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <param name="optimizer">Torch's, for the model's parameters.</param>
    /// <param name="device">Where the model is; null for the processor.</param>
    public TorchStep(nn.Module<Tensor, Tensor> model, ImageSet train, TrainingOptions options,
        OptimizerHelper optimizer, Device? device)
    {
        (_model, _train, _optimizer, _device) = (model, train, optimizer, device);
        _batches = new BatchBuffer(train, options, options.Padding ?? Inference.MarginFor(model, train));
    }

    public override (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = _batches.Fill(batch, epoch);
        if (_device is not null) (images, labels) = (images.to(_device), labels.to(_device));
        Optimizers.SetLearningRate(_optimizer, rate);
        _optimizer.zero_grad();
        var logits = _model.call(images);                              // [B, classes]
        var loss = nn.functional.cross_entropy(logits, labels);        // mean over the batch
        loss.backward();
        _optimizer.step();
        return (loss.ToSingle(), CountRight(logits, batch));
    }

    public override void Dispose() => _batches.Dispose();

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
