namespace LeNetLab.Benchmarks.Compare;

/// <summary>The contenders by name, and what they share.</summary>
internal sealed class Contenders(ComparedDigits digits, int batchSize) : IDisposable
{
    public const string Ours = "ours";

    private readonly List<IDisposable> _made = [];

    /// <summary>Those that a document names.</summary>
    public static IReadOnlyList<string> Named { get; } = [Ours, "plainLoop", "torchSharpDataLoader"];

    /// <summary>All there are, in the order of their turns.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Ours, "plainLoop", "plainLoopOneThread", "torchSharpDataLoader"];

    public int DigitCount => digits.Train.Count;

    /// <exception cref="ContenderException">It is not to be had here.</exception>
    public IContender Create(string name)
    {
        IContender contender = name switch
        {
            Ours => new TrainerContender(digits.Train, batchSize),
            "plainLoop" => new PlainLoopContender(digits, batchSize, TorchThreads.OwnDefault),
            "plainLoopOneThread" => new PlainLoopContender(digits, batchSize, threads: 1),
            "torchSharpDataLoader" => new DataLoaderContender(digits, batchSize),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such contender."),
        };
        if (contender is IDisposable disposable) _made.Add(disposable);
        return contender;
    }

    public void Dispose()
    {
        foreach (var contender in _made) contender.Dispose();
    }
}
