using static System.FormattableString;

namespace NotebookRunner.Execution;

/// <summary>How many characters a notebook's outputs may still have: more than a host shows, and no flood.</summary>
internal sealed class OutputRoom
{
    public const int Most = 10_000_000;

    public long Left { get; set; } = Most;
}

/// <summary>The outputs of one cell while it runs, and as nbformat has them when it is done.</summary>
internal sealed class CellOutputs(int mostConsoleLines, OutputRoom room)
{
    private const int MostOutputs = 500;
    private readonly List<Entry> _entries = [];
    private int _dropped;
    private long _droppedText;

    public void AddText(string stream, string text)
    {
        if (room.Left <= 0)
        {
            _droppedText += text.Length;
            return;
        }

        var entry = _entries.LastOrDefault();
        if (entry?.Stream != stream)
            entry = _entries.Count < MostOutputs ? null : _entries.LastOrDefault(e => e.Stream == stream);
        if (entry is null)
        {
            entry = new Entry { Stream = stream, Text = new ConsoleText(mostConsoleLines) };
            _entries.Add(entry);
        }

        room.Left += entry.Text!.Length;
        entry.Text.Append(text);
        room.Left -= entry.Text.Length;
    }

    /// <summary>Adds a value; the entry can be changed later, by this cell or another.</summary>
    public Entry? AddValue(IReadOnlyDictionary<string, string> data, bool isResult)
    {
        if (_entries.Count >= MostOutputs && !isResult)
        {
            _dropped++;
            return null;
        }

        var entry = new Entry();
        if (!Update(entry, data)) return null;
        _entries.Add(entry);
        return entry;
    }

    /// <summary>Gives an entry another value, where there is room for it.</summary>
    public bool Update(Entry entry, IReadOnlyDictionary<string, string> data)
    {
        room.Left += Size(entry.Data);
        var fits = Size(data) <= room.Left;
        if (fits) entry.Data = data;
        else _dropped++;
        room.Left -= Size(entry.Data);
        return fits;

        static long Size(IReadOnlyDictionary<string, string>? data) => data?.Values.Sum(text => (long)text.Length) ?? 0;
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
        return [.. outputs, .. Notes().Select(note => Stream("stderr", note))];
    }

    private IEnumerable<string> Notes()
    {
        if (_dropped > 0) yield return Invariant($"… {_dropped:N0} outputs left out\n");
        if (_droppedText > 0)
            yield return Invariant($"… {_droppedText:N0} characters left out: a notebook keeps {OutputRoom.Most:N0}\n");
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
        try
        {
            // It lies some levels deep in the file, which must be read again.
            if (MimeTypes.IsJson(mimeType)) return scrubber.Scrub(JupyterJson.Read(text, JupyterJson.Deepest - 10));
        }
        catch (JsonException)
        {
            // Then it is text.
        }

        return scrubber.Scrub(text);
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
