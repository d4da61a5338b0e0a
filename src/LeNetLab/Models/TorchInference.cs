namespace LeNetLab.Models;

/// <summary>Runs any network over images batch by batch, on the device that the network is on.</summary>
internal static class TorchInference
{
    // Larger batches are slower: their intermediate maps no longer fit in the cache and each asks for fresh pages.
    private const int BatchSize = 125;

    /// <summary>The word that chooses torch.</summary>
    public const string Name = "torch";

    /// <inheritdoc cref="IInferenceBackend.Run"/>
    public static Predictions Run(
        nn.Module<Tensor, Tensor> model, ImageSet images, Normalization normalization, int padding,
        IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var wasTraining = model.training;
        model.eval();
        try
        {
            using var mode = inference_mode();
            var place = model.parameters().FirstOrDefault()?.device;
            var device = place is { type: not DeviceType.CPU } ? place : null;
            float[]? logits = null;
            for (var start = 0; start < images.Count; start += BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var count = Math.Min(BatchSize, images.Count - start);
                var batch = images.ToTensor(start, count, normalization, padding);
                var answer = model.call(device is null ? batch : batch.to(device)).cpu().contiguous();
                logits ??= new float[images.Count * answer.shape[1]];
                answer.Floats().CopyTo(logits.AsSpan((int)(start * answer.shape[1])));
                progress?.Report(start + count);
            }

            var classes = logits is null ? images.Classes : logits.Length / images.Count;
            return new Predictions(logits ?? [], images.Labels.ToArray(), classes);
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
