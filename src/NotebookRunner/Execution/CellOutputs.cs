using static System.FormattableString;

namespace NotebookRunner.Execution;

/// <summary>The outputs of one cell while it runs, and as nbformat has them when it is done.</summary>
internal sealed class CellOutputs(int mostConsoleLines)
{
    private const int MostOutputs = 500;
    private readonly List<Entry> _entries = [];
    private int _dropped;

    public void AddText(string stream, string text)
    {
        var entry = _entries.LastOrDefault();
        if (entry?.Stream != stream)
            entry = _entries.Count < MostOutputs ? null : _entries.LastOrDefault(e => e.Stream == stream);
        if (entry is null)
        {
            entry = new Entry { Stream = stream, Text = new ConsoleText(mostConsoleLines) };
            _entries.Add(entry);
        }

        entry.Text!.Append(text);
    }

    /// <summary>Adds a value; the entry can be changed later, by this cell or another.</summary>
    public Entry? AddValue(IReadOnlyDictionary<string, string> data, bool isResult)
    {
        if (_entries.Count >= MostOutputs && !isResult)
        {
            _dropped++;
            return null;
        }

        var entry = new Entry { Data = data };
        _entries.Add(entry);
        return entry;
    }

    public void AddError(NotebookError error) => _entries.Add(new Entry { Error = error });

    /// <summary>The outputs as the file keeps them, without the paths of this machine.</summary>
    public JsonArray ToJson(PathScrubber scrubber)
    {
        var outputs = _entries.Select(entry => entry switch
        {
            { Text: { } text } => Stream(entry.Stream!, scrubber.Scrub(text.ToString())),
            { Data: { } data } => Value(data, scrubber),
            _ => Error(entry.Error!, scrubber),
        });
        if (_dropped > 0) outputs = outputs.Append(Stream("stderr", Invariant($"… {_dropped:N0} outputs left out\n")));
        return [.. outputs];
    }

    private static JsonObject Stream(string name, string text) => new()
    {
        ["name"] = name,
        ["output_type"] = "stream",
        ["text"] = MultilineText.ToLines(text),
    };

    private static JsonObject Value(IReadOnlyDictionary<string, string> data, PathScrubber scrubber)
    {
        var bundle = new JsonObject();
        foreach (var (mimeType, text) in data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            bundle[mimeType] = Content(mimeType, text, scrubber);

        // A cell's result too: VS Code saves it so, and a reader's diff shows only what has changed.
        return new JsonObject { ["data"] = bundle, ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
    }

    private static JsonNode? Content(string mimeType, string text, PathScrubber scrubber)
    {
        if (MimeTypes.IsText(mimeType)) return MultilineText.ToLines(UnixLines(scrubber.Scrub(text)));
        if (!MimeTypes.IsJson(mimeType)) return text;
        try
        {
            return JsonNode.Parse(scrubber.Scrub(text));
        }
        catch (JsonException)
        {
            return scrubber.Scrub(text);
        }
    }

    /// <summary>Windows' line ends become those of the file; what else Unicode counts as one is text.</summary>
    private static string UnixLines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static JsonObject Error(NotebookError error, PathScrubber scrubber) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = scrubber.Scrub((error.Line is { } line ? Invariant($"line {line}: ") : "") + error.Message),
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. error.Trace.Select(text => (JsonNode)scrubber.Scrub(text))]),
    };

    /// <summary>One output: console text, a value or an error.</summary>
    internal sealed class Entry
    {
        public string? Stream { get; init; }
        public ConsoleText? Text { get; init; }
        public IReadOnlyDictionary<string, string>? Data { get; set; }
        public NotebookError? Error { get; init; }
    }
}
