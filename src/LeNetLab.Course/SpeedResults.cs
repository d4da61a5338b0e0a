using System.Text.Json;

namespace LeNetLab.Course;

/// <summary>One way to train LeNet-5, and what an epoch of 60,000 digits took.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Description">It in words.</param>
/// <param name="Seconds">Median seconds of an epoch; null where it could not be measured.</param>
/// <param name="Ratio">How many times this library's seconds those are; null where either is missing.</param>
public sealed record SpeedResult(string Name, string Description, double? Seconds, double? Ratio);

/// <summary>
/// Whole epochs of this library beside those of others, taken in turns on one machine, written by the benchmarks' verb
/// <c>compare</c>.
/// </summary>
public sealed class SpeedResults
{
    private const int MaxBytes = 1 << 20;
    private const string RecordedName = "speed.json", Ours = "ours", Expected = "expected what compare --json writes";

    // In the order of a table: the nearest relative first.
    private static readonly (string Name, string Description)[] Known =
    [
        (Ours, "this library"),
        ("plainLoop", "TorchSharp, a plain loop"),
        ("torchSharpDataLoader", "TorchSharp, its DataLoader"),
        ("pytorchLoop", "PyTorch, a plain loop"),
        ("pytorchDataLoader", "PyTorch, its DataLoader"),
    ];

    private SpeedResults(IReadOnlyDictionary<string, double?> seconds, string machine)
    {
        Machine = machine;
        var ours = seconds.GetValueOrDefault(Ours);
        Results =
        [
            .. Known.Select(k => Result(k.Name, k.Description)),
            .. seconds.Keys.Except(Known.Select(k => k.Name)).Select(name => Result(name, name)),
        ];

        SpeedResult Result(string name, string description)
        {
            var own = seconds.GetValueOrDefault(name);
            return new SpeedResult(name, description, own, own / ours);
        }
    }

    /// <summary>The ways, this library's first; those that could not be measured are listed too.</summary>
    public IReadOnlyList<SpeedResult> Results { get; }

    /// <summary>Processor, system and versions, in words.</summary>
    public string Machine { get; }

    /// <summary>The results that come with the library; data/README.md says how they were made.</summary>
    /// <exception cref="FileNotFoundException">The library was built without them.</exception>
    public static SpeedResults Recorded()
    {
        using var stream = typeof(SpeedResults).Assembly.GetManifestResourceStream(RecordedName)
            ?? throw new FileNotFoundException($"This build of LeNetLab was made without {RecordedName}.");
        return Read(stream, RecordedName);
    }

    /// <summary>Reads a file of results.</summary>
    /// <exception cref="DataSetException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SpeedResults Load(string path)
    {
        using var stream = new MemoryStream(BoundedFile.Read(path, MaxBytes));
        return Read(stream, path);
    }

    private static SpeedResults Read(Stream stream, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("epochSeconds", out var seconds) || seconds.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("machine", out var machine) || machine.ValueKind != JsonValueKind.String)
                throw new DataSetException(
                    $"{source}: {Expected}, an object with epochSeconds and machine; found something else.");
            var found = new Dictionary<string, double?>(StringComparer.Ordinal);
            foreach (var entry in seconds.EnumerateObject()) found[entry.Name] = Seconds(entry, source);
            return new SpeedResults(found, machine.GetString()!);
        }
        // The last is what half of a surrogate pair gives.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataSetException($"{source}: {Expected}, found something else ({e.Message.TrimEnd('.')}).");
        }
    }

    private static double? Seconds(JsonProperty entry, string source)
    {
        if (entry.Value.ValueKind == JsonValueKind.Null) return null;
        if (entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetDouble(out var value)
            && double.IsFinite(value) && value > 0) return value;
        throw new DataSetException($"{source}: {Expected}; the seconds of {entry.Name} should be a number above 0 or " +
            $"null, found {entry.Value.GetRawText()}.");
    }
}
