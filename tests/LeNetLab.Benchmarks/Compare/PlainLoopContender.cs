using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>The loop that a reader writes, as in notebook training: every batch picked from one tensor.</summary>
internal sealed class PlainLoopContender(
    ComparedDigits digits, int batchSize, int threads, ComparedPlan compared) : IContender
{
    public string Description => "a plain loop in TorchSharp";

    public int Threads => threads;

    public Epoch Run(int count, CancellationToken cancellationToken)
    {
        using var limit = TorchThreads.Use(threads);
        using var network = ComparedTraining.Network(compared);
        using var optimizer = ComparedTraining.Optimizer(network);
        var (images, labels) = digits.TensorsOf(compared.Padding);
        double lossSum = 0;

        var watch = Stopwatch.StartNew();
        using var order = randperm(images.shape[0]);
        for (var start = 0; start < count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = order.narrow(0, start, Math.Min(batchSize, count - start));
            optimizer.zero_grad();
            var logits = network.call(images.index_select(0, batch));
            var loss = nn.functional.cross_entropy(logits, labels.index_select(0, batch));
            loss.backward();
            optimizer.step();
            lossSum += loss.ToSingle() * batch.shape[0];
        }

        return new Epoch(watch.Elapsed.TotalSeconds, lossSum / count);
    }
}
