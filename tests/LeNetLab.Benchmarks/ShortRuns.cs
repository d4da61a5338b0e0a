using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace LeNetLab.Benchmarks;

/// <summary>
/// In this process, a call an iteration: the figures are in milliseconds, and a build for each of them would take
/// minutes.
/// </summary>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
        .WithWarmupCount(2).WithIterationCount(10).WithInvocationCount(1).WithUnrollFactor(1));
}
