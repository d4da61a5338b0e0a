using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;

namespace Course.Tests.Kernel;

/// <summary>One output of a cell by MIME type; console text under the name of its stream.</summary>
internal sealed class KernelOutput(Dictionary<string, string> data)
{
    /// <summary>Console text of these is one output, however many pieces it comes in.</summary>
    private static readonly Dictionary<string, string> Streams = new(StringComparer.Ordinal)
    {
        ["StandardOutputValueProduced"] = "stdout",
        ["StandardErrorValueProduced"] = "stderr",
    };

    public Dictionary<string, string> Data { get; private set; } = data;

    public string Types => string.Join(' ', Data.Keys.Order(StringComparer.Ordinal));

    /// <summary>The outputs that a cell's events make.</summary>
    /// <param name="events">What the kernel sent.</param>
    /// <param name="displays">What can be updated, by its id; those of this cell are added.</param>
    public static List<KernelOutput> Of(IReadOnlyList<JsonNode> events, Dictionary<string, KernelOutput> displays)
    {
        foreach (var added in events.Where(happening => PolyglotKernel.Type(happening) == "PackageAdded"))
        {
            var package = (string)added["event"]!["packageReference"]!["packageRoot"]!;
            var folder = Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(package)))!;
            PackageFolders.TryAdd(folder, true);
        }

        var outputs = new List<KernelOutput>();
        foreach (var happening in events)
        {
            var type = PolyglotKernel.Type(happening) ?? "";
            var id = (string?)happening["event"]?["valueId"];
            if (Streams.TryGetValue(type, out var stream))
            {
                // A warning of the compiler about the kernel's own assemblies, which its front ends hide as well.
                var text = Values(happening).Values.Single();
                if (text.Contains("CS1701", StringComparison.Ordinal)) continue;
                if (outputs.LastOrDefault() is { } last && last.Data.ContainsKey(stream)) last.Data[stream] += text;
                else outputs.Add(new KernelOutput(new(StringComparer.Ordinal) { [stream] = text }));
            }
            else if (type is "DisplayedValueProduced" or "ReturnValueProduced")
            {
                var output = new KernelOutput(Values(happening));
                outputs.Add(output);
                if (id is not null) displays[id] = output;
            }
            else if (type == "DisplayedValueUpdated")
            {
                Assert.True(
                    displays.TryGetValue(id!, out var shown), "an update of something that was never displayed");
                shown.Data = Values(happening);
            }
        }

        return outputs;
    }

    /// <summary>The outputs that a notebook holds.</summary>
    public static List<KernelOutput> Saved(JsonArray outputs) => [.. outputs.Select(output =>
    {
        if (output!["data"] is not JsonObject data)
            return new KernelOutput(new(StringComparer.Ordinal) { [(string)output["name"]!] = Text(output["text"]!) });
        return new KernelOutput(data.ToDictionary(pair => pair.Key, pair => Text(pair.Value!), StringComparer.Ordinal));
    })];

    private static Dictionary<string, string> Values(JsonNode happening) => happening["event"]!["formattedValues"]!
        .AsArray()
        .ToDictionary(v => (string)v!["mimeType"]!, v => Tidy((string)v!["value"]!), StringComparer.Ordinal);

    private static string Text(JsonNode text) =>
        text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)text!;

    /// <summary>
    /// Line ends and paths as the runner saves them. The kernel remembers where it found a package, which need not be
    /// the folder that NUGET_PACKAGES names now.
    /// </summary>
    private static string Tidy(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        foreach (var folder in PackageFolders.Keys) text = text.Replace(folder, "…", StringComparison.Ordinal);
        return text.Replace(Home, "~", StringComparison.Ordinal);
    }

    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static readonly ConcurrentDictionary<string, bool> PackageFolders = new(StringComparer.Ordinal);
}
