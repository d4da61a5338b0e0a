namespace LeNetLab.Benchmarks.Compare;

/// <summary>The contenders by name, and what they share.</summary>
internal sealed class Contenders(
    ComparedDigits digits, int batchSize, CancellationToken cancellationToken) : IDisposable
{
    public const string Ours = "ours", Floor = "floor", PlainLoop = "plainLoop";

    private readonly List<IDisposable> _made = [];
    private PyTorchProcess? _python;
    private ContenderException? _noPython;

    /// <summary>Those that a document names.</summary>
    public static IReadOnlyList<string> Named { get; } = [Ours, "plainLoop", "torchSharpDataLoader", "pytorchLoop",
        "pytorchDataLoader"];

    /// <summary>All there are, in the order of their turns.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Ours, Floor, "plainLoop", "plainLoopOneThread", "torchSharpDataLoader", "pytorchLoop", "pytorchDataLoader"];

    /// <summary>This library and the plain loop on the other networks: "perceptron.ours" and so on.</summary>
    public static IReadOnlyList<string> OfPlans { get; } =
        [.. ComparedPlan.Others.SelectMany(other => new[] { Ours, PlainLoop },
            (other, name) => $"{other.Name}.{name}")];

    public int DigitCount => digits.Train.Count;

    /// <summary>The PyTorch that takes part, as "PyTorch 1.13.0"; null if not requested or unavailable.</summary>
    public string? PyTorch => _python?.Versions;

    /// <exception cref="ContenderException">It is unavailable here.</exception>
    public IContender Create(string name)
    {
        var compared = ComparedPlan.Others.FirstOrDefault(other => name.StartsWith(
            $"{other.Name}.", StringComparison.Ordinal)) ?? ComparedPlan.LeNet5;
        IContender contender = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
        {
            Ours => new TrainerContender(digits.Train, batchSize, compared),
            Floor => new FloorContender(),
            PlainLoop => new PlainLoopContender(digits, batchSize, TorchThreads.OwnDefault, compared),
            "plainLoopOneThread" => new PlainLoopContender(digits, batchSize, threads: 1, compared),
            "torchSharpDataLoader" => new DataLoaderContender(digits, batchSize),
            "pytorchLoop" => new PyTorchContender(Python(), "loop", "a plain loop in PyTorch"),
            "pytorchDataLoader" => new PyTorchContender(Python(), "dataloader",
                $"DataLoader of PyTorch, transforms {Python().TransformsBy}"),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such contender."),
        };
        if (contender is IDisposable disposable) _made.Add(disposable);
        return contender;
    }

    // Both of PyTorch's take turns in one process; where it does not start, it is tried once.
    private PyTorchProcess Python()
    {
        if (_noPython is not null) throw _noPython;
        try
        {
            return _python ??= PyTorchProcess.Start(digits.FileFolder, batchSize, cancellationToken);
        }
        catch (ContenderException e)
        {
            _noPython = e;
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var contender in _made) contender.Dispose();
        _python?.Dispose();
    }
}
