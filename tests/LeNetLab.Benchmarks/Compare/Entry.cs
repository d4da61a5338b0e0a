namespace LeNetLab.Benchmarks.Compare;

/// <summary>A contender in a comparison: what it has come to, or why it is out.</summary>
internal sealed class Entry(string name)
{
    private readonly List<Epoch> _epochs = [];

    public string Name => name;

    /// <summary>Null before it is made, and where it is out.</summary>
    public IContender? Contender { get; set; }

    /// <summary>Why it is out; null where it is not.</summary>
    public string? WhyNot { get; set; }

    /// <summary>How many digits it is given; where that is not all of them, its times are scaled to all.</summary>
    public int Count { get; set; }

    public IReadOnlyList<Epoch> Epochs => _epochs;

    /// <summary>Median of its epochs in seconds; null where there is none.</summary>
    public double? Seconds => WhyNot is null && _epochs.Count > 0 ? Median() : null;

    public void Add(Epoch epoch) => _epochs.Add(epoch);

    private double Median()
    {
        var sorted = _epochs.Select(epoch => epoch.Seconds).Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
