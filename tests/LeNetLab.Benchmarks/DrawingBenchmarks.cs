using BenchmarkDotNet.Attributes;
using LeNetLab.Handwriting;

namespace LeNetLab.Benchmarks;

/// <summary>The digits that need no download.</summary>
[Config(typeof(ShortRuns))]
[MemoryDiagnoser]
public class DrawingBenchmarks
{
    [Benchmark(Description = "10,000 built-in digits")]
    public int BuiltIn() => BuiltInDigits.Generate(10_000, seed: 1).Count;
}
