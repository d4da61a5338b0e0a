using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeNetLab.IO;

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

    public static void Write(string path, IReadOnlyList<Entry> entries, string machine)
    {
        var ours = Seconds(Contenders.Ours);
        var document = new JsonObject
        {
            ["epochSeconds"] = Of(Seconds),
            ["ratios"] = Of(name => Seconds(name) / ours),
            ["machine"] = machine,
        };
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(document.ToJsonString(Indented));
            writer.Write('\n');
        });

        double? Seconds(string name) => entries.FirstOrDefault(entry => entry.Name == name)?.Seconds;
    }

    private static JsonObject Of(Func<string, double?> number) =>
        new(Contenders.Named.Select(
            name => KeyValuePair.Create(name, number(name) is { } value ? (JsonNode?)Math.Round(value, 3) : null)));
}
