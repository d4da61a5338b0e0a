using LeNetLab.Data;
using LeNetLab.Models.Lanes;
using LeNetLab.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace LeNetLab.Models;

/// <summary>
/// Runs a network over a set of images, without gradients, on the device that the network is on. For a <see cref="LeNet5"/>
/// on the processor the library's own arithmetic does it, for every other network torch's.
/// </summary>
public static class Inference
{
    // Larger batches are slower: their intermediate maps no longer fit in the cache and each asks for fresh pages.
    private const int BatchSize = 125;

    /// <summary>The network's outputs for every image of the set. Its training mode is put back afterwards.</summary>
    /// <param name="model">Takes [N, 1, height + 2·padding, width + 2·padding], gives logits [N, classes].</param>
    /// <param name="images">What to read.</param>
    /// <param name="normalization">How bytes become numbers; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Margin of background around each image, in pixels.</param>
    /// <param name="progress">Told the number of images done.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public static Predictions Run(
        nn.Module<Tensor, Tensor> model, ImageSet images, Normalization? normalization = null, int padding = 2,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        NativeTorch.Load();
        if (model is LeNet5 network && LaneInference.CanTake(network, images, padding))
        {
            using var weights = new LaneWeights(network);
            using var inference = new LaneInference(weights, network.Options);
            var read = inference.Run(images, normalization ?? Normalization.Mnist, progress, cancellationToken);
            return new Predictions(read, images.Labels.ToArray(), network.Options.Classes);
        }

        var wasTraining = model.training;
        model.eval();
        try
        {
            using var mode = inference_mode();
            var device = model.parameters().FirstOrDefault()?.device is { type: not DeviceType.CPU } elsewhere ? elsewhere : null;
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

            return new Predictions(logits ?? [], images.Labels.ToArray(), images.Count == 0 ? images.Classes : logits!.Length / images.Count);
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
