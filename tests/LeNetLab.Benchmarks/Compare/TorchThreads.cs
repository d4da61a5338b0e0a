using TorchSharp;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>Lets libtorch use some number of threads, until disposed.</summary>
internal readonly struct TorchThreads : IDisposable
{
    private readonly int _before;

    private TorchThreads(int count)
    {
        _before = torch.get_num_threads();
        torch.set_num_threads(count);
    }

    /// <summary>Torch's own default. The library sets one, unless OMP_NUM_THREADS is set.</summary>
    public static int OwnDefault { get; } =
        Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 }
            ? torch.get_num_threads() : Environment.ProcessorCount;

    public static TorchThreads Use(int count) => new(count);

    public void Dispose() => torch.set_num_threads(_before);
}
