using BenchmarkDotNet.Attributes;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Models;
using LeNetLab.Simd;

namespace LeNetLab.Benchmarks;

/// <summary>From the bytes of digits to what they are read as, with the network that comes with the library.</summary>
[Config(typeof(ShortRuns))]
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    private const int Singles = 1_000;

    private NetworkWeights _network = null!;
    private ImageSet _test = null!;
    private ImageSet _single = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _network = NetworkWeights.Pretrained();
        _test = DataFolder.Load(MnistFolder.Require(), DataSetCatalog.Mnist).Test;
        _single = _test.Take(1);
    }

    [Benchmark(Description = "the 10,000 test digits")]
    public int All()
    {
        var answers = Inference.Run(_network, _test, SimdBackend.Instance);
        var sum = 0;
        for (var i = 0; i < answers.Count; i++) sum += answers.Predicted(i);
        return sum;
    }

    [Benchmark(Description = "a single digit", OperationsPerInvoke = Singles)]
    public int One()
    {
        var sum = 0;
        for (var i = 0; i < Singles; i++) sum += Inference.Run(_network, _single, SimdBackend.Instance).Predicted(0);
        return sum;
    }
}
