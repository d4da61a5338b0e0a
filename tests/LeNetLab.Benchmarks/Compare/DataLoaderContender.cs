using System.Diagnostics;
using LeNetLab.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>TorchSharp's own way: its MNIST, a transform of every digit, and its DataLoader.</summary>
internal sealed class DataLoaderContender : IContender, IDisposable
{
    private readonly TorchSharp.Modules.DataLoader _loader;

    public DataLoaderContender(ComparedDigits digits, int batchSize)
    {
        // The margin first, so that it is background, as in the library.
        var transform = transforms.Compose(
            transforms.Pad([2, 2, 2, 2]),
            transforms.Normalize([Normalization.Mnist.Mean], [Normalization.Mnist.StandardDeviation]));
        _loader = torch.utils.data.DataLoader(datasets.MNIST(digits.Folder, train: true, target_transform: transform),
            batchSize, shuffle: true);
    }

    public string Description => "DataLoader of TorchSharp";

    public int Threads => TorchThreads.OwnDefault;

    public Epoch Run(int count, CancellationToken cancellationToken)
    {
        using var limit = TorchThreads.Use(Threads);
        using var network = ComparedTraining.Network();
        using var optimizer = ComparedTraining.Optimizer(network);
        var seen = 0L;
        double lossSum = 0;

        var watch = Stopwatch.StartNew();
        foreach (var batch in _loader)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(network.call(batch["data"]), batch["label"]);
            loss.backward();
            optimizer.step();
            lossSum += loss.ToSingle() * batch["label"].shape[0];
            seen += batch["label"].shape[0];
            if (seen >= count) break;
        }

        return new Epoch(watch.Elapsed.TotalSeconds * count / seen, lossSum / seen);
    }

    // With its data set, the 60,000 pairs of tensors.
    public void Dispose() => _loader.Dispose();
}
