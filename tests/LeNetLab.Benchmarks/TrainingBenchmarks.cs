using BenchmarkDotNet.Attributes;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Training;

namespace LeNetLab.Benchmarks;

/// <summary>
/// A step of training on 64 digits, as <see cref="Trainer"/> does it: gathering the batch, both passes, Adam, and
/// counting.
/// </summary>
[Config(typeof(ShortRuns))]
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private const int BatchSize = 64;
    private const int Steps = 100;

    private LeNet5 _network = null!;
    private ImageSet _train = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _network = new LeNet5();
        _train = BuiltInDigits.Generate(Steps * BatchSize, seed: 1);
    }

    [GlobalCleanup]
    public void CleanUp() => _network.Dispose();

    // What a call does once is spread over its steps.
    [Benchmark(Description = "a step at batch 64", OperationsPerInvoke = Steps)]
    public double Step() =>
        Trainer.Fit(_network, _train, options: new TrainingOptions { Epochs = 1, BatchSize = BatchSize })[0].TrainLoss;
}
