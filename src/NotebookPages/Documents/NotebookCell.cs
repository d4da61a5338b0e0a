namespace NotebookPages.Documents;

/// <summary>One cell of a notebook: a view of the file's own JSON, so that unknown fields are kept.</summary>
public sealed class NotebookCell
{
    private readonly JsonObject _json;
    private readonly string _notebookLanguage;

    internal NotebookCell(JsonObject json, string notebookLanguage) =>
        (_json, _notebookLanguage) = (json, notebookLanguage);

    /// <summary>The cell as the file has it.</summary>
    public JsonObject Json => _json;

    /// <summary>The cell's id; null in a file older than nbformat 4.5.</summary>
    public string? Id => Text(_json["id"]);

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string CellType => Text(_json["cell_type"]) ?? "";

    /// <summary>True for a cell that has outputs.</summary>
    public bool IsCode => CellType == "code";

    /// <summary>The cell's text. Written as a list of lines, as Jupyter does.</summary>
    public string Source
    {
        get => MultilineText.Read(_json["source"]);
        set => _json["source"] = MultilineText.ToLines(value);
    }

    /// <summary>The cell's metadata; made empty where there is none.</summary>
    public JsonObject Metadata => Field<JsonObject>(_json, "metadata", []);

    /// <summary>The outputs of a code cell, in nbformat's form; made empty where there are none.</summary>
    public JsonArray Outputs => Field<JsonArray>(_json, "outputs", []);

    /// <summary>The number of the run that made the outputs, from 1; null for a cell that was not run.</summary>
    public int? ExecutionCount
    {
        get => _json["execution_count"] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;
        set => Put(_json, "execution_count", value);
    }

    /// <summary>The cell's tags (<c>metadata.tags</c>).</summary>
    public IReadOnlyList<string> Tags =>
        (_json["metadata"] as JsonObject)?["tags"] is JsonArray tags ? [.. tags.Select(Text).OfType<string>()] : [];

    /// <summary>
    /// The language of a code cell, in lower case: a <c>#!language</c> first line, else
    /// <c>metadata.polyglot_notebook.kernelName</c>, else <c>metadata.dotnet_interactive.language</c>, else that of the
    /// notebook's kernel, else <c>csharp</c>.
    /// </summary>
    public string Language => CellLanguage.Of(this, _notebookLanguage);

    internal void Normalise()
    {
        AsLines(_json, "source");
        foreach (var output in (_json["outputs"] as JsonArray ?? []).OfType<JsonObject>())
        {
            AsLines(output, "text");
            if (output["data"] is not JsonObject data) continue;
            foreach (var type in data.Select(pair => pair.Key).Where(MimeTypes.IsText).ToList()) AsLines(data, type);
        }
    }

    private static void AsLines(JsonObject owner, string name)
    {
        if (Text(owner[name]) is { } text) owner[name] = MultilineText.ToLines(text);
    }

    /// <summary>A field that is an object or a list; put there where there is none.</summary>
    internal static T Field<T>(JsonObject owner, string name, T empty)
        where T : JsonNode
    {
        if (owner[name] is not T) Put(owner, name, empty);
        return (T)owner[name]!;
    }

    // A new field goes where Jupyter and VS Code write it: they sort the names.
    private static void Put(JsonObject owner, string name, JsonNode? value)
    {
        if (owner.ContainsKey(name)) owner[name] = value;
        else owner.Insert(owner.TakeWhile(pair => string.CompareOrdinal(pair.Key, name) < 0).Count(), name, value);
    }

    internal static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
