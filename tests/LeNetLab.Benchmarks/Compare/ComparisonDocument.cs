using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>A comparison as JSON. A contender that was not requested, or is unavailable, is null.</summary>
internal static class ComparisonDocument
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Finds out before the work whether the document can be written after it.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void Probe(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UsageException("--json: expected a file to write, found an empty name.");
        if (Directory.Exists(path)) throw new UsageException($"{path}: expected a file to write, found a folder.");
        try
        {
            AtomicFile.Probe(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <param name="path">The file.</param>
    /// <param name="entries">What was measured.</param>
    /// <param name="machine">Where, in words.</param>
    public static void Write(string path, IReadOnlyList<Entry> entries, string machine)
    {
        double? ours = Seconds(Contenders.Ours), floor = Seconds(Contenders.Floor);
        var document = new JsonObject
        {
            ["epochSeconds"] = Of(Seconds),
            ["ratios"] = Of(name => Seconds(name) / ours),
            ["floorSeconds"] = Number(floor),
            ["plans"] = new JsonObject(ComparedPlan.Others.Select(
                other => KeyValuePair.Create(other.Name, (JsonNode?)Plan(other)))),
            ["machine"] = machine,
        };
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(document.ToJsonString(Indented));
            writer.Write('\n');
        });

        JsonObject Plan(ComparedPlan other)
        {
            double? own = Seconds($"{other.Name}.{Contenders.Ours}");
            var loop = Seconds($"{other.Name}.{Contenders.PlainLoop}");
            return new()
            {
                [Contenders.Ours] = Number(own),
                [Contenders.PlainLoop] = Number(loop),
                ["ratio"] = Number(loop / own),
                ["floorSeconds"] = Number(other.Floor(floor)),
            };
        }

        double? Seconds(string name) => entries.FirstOrDefault(entry => entry.Name == name)?.Seconds;
    }

    private static JsonObject Of(Func<string, double?> number) =>
        new(Contenders.Named.Select(
            name => KeyValuePair.Create(name, Number(number(name)))));

    private static JsonNode? Number(double? value) => value is { } known ? Math.Round(known, 3) : null;
}
