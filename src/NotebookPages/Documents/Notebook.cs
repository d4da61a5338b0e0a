namespace NotebookPages.Documents;

/// <summary>
/// A Jupyter notebook (nbformat 4). It keeps the file's own JSON: cell ids, metadata, unknown fields and the order of
/// everything come back as they were read.
/// </summary>
public sealed class Notebook
{
    private const int Format = 4;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly JsonObject _json;
    private readonly List<NotebookCell> _cells;

    private Notebook(JsonObject json, List<NotebookCell> cells, string? path) =>
        (_json, _cells, Path) = (json, cells, path);

    /// <summary>The file that the notebook was read from, as an absolute path; null for one read from text.</summary>
    public string? Path { get; }

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The notebook's metadata; made empty where there is none.</summary>
    public JsonObject Metadata => NotebookCell.Field<JsonObject>(_json, "metadata", []);

    /// <summary>The first heading in the Markdown cells, else the file's name without its ending.</summary>
    public string Title => _cells.SelectMany(Headings.In).FirstOrDefault()
        ?? System.IO.Path.GetFileNameWithoutExtension(Path) ?? "Notebook";

    /// <summary>Reads a notebook from a file.</summary>
    /// <param name="path">The .ipynb file.</param>
    /// <exception cref="NotebookFormatException">The file is not there, or no notebook of format 4.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Notebook Load(string path)
    {
        if (!File.Exists(path)) throw new NotebookFormatException(path, "expected a notebook, found no such file.");
        return Read(File.ReadAllBytes(path), path, System.IO.Path.GetFullPath(path));
    }

    /// <summary>Reads a notebook from text.</summary>
    /// <param name="text">The text of an .ipynb file.</param>
    /// <param name="name">What an error calls it.</param>
    /// <exception cref="NotebookFormatException">The text is not JSON, or is no notebook of format 4.</exception>
    public static Notebook Parse(string text, string name = "notebook") => Read(text, name, null);

    /// <summary>The bytes of the file, as text: as Jupyter writes it, the same for the same notebook.</summary>
    public string ToJson()
    {
        foreach (var cell in _cells) cell.Normalise();
        return JupyterJson.Write(_json);
    }

    /// <summary>Writes the notebook to a file, whole or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => AtomicFile.WriteChanged(path, Encoding.UTF8.GetBytes(ToJson()));

    internal static Notebook Read(byte[] bytes, string name, string? path = null)
    {
        try
        {
            var text = Utf8.GetString(bytes);
            return Read(text.StartsWith('\ufeff') ? text[1..] : text, name, path);
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookFormatException(
                name, $"expected a notebook, found bytes that are not UTF-8 (at offset {e.Index}).", e);
        }
    }

    private static Notebook Read(string text, string name, string? path)
    {
        var json = ReadJson(text, name);
        if (json["nbformat"] is not JsonValue value || !value.TryGetValue<int>(out var format))
            throw Expected("a notebook, found JSON without the number 'nbformat'.");
        if (format != Format) throw Expected($"a notebook of nbformat {Format}, found nbformat {format}.");
        if (json["cells"] is not JsonArray cells) throw Expected("a notebook with a list 'cells', found none.");

        var list = new List<NotebookCell>();
        var language = CellLanguage.Of(json["metadata"] as JsonObject ?? []);
        foreach (var node in cells)
        {
            if (node is not JsonObject cell
                || NotebookCell.Text(cell["cell_type"]) is not ("code" or "markdown" or "raw"))
                throw Expected($"'cell_type' code, markdown or raw in cell {list.Count + 1}, found {Found(node)}.");
            list.Add(new NotebookCell(cell, language));
        }

        return new Notebook(json, list, path);

        NotebookFormatException Expected(string what) => new(name, $"expected {what}");
    }

    private static JsonObject ReadJson(string text, string name)
    {
        try
        {
            return JupyterJson.Read(text) as JsonObject
                ?? throw new NotebookFormatException(name, "expected a notebook, found JSON that is no object.");
        }
        catch (JsonException e)
        {
            var found = e.LineNumber is { } line
                ? $"text that is not JSON (line {line + 1})." : $"JSON that cannot be read: {e.Message}";
            throw new NotebookFormatException(name, $"expected a notebook, found {found}", e);
        }
    }

    private static string Found(JsonNode? node) =>
        node is JsonObject cell && cell["cell_type"] is { } type ? type.ToJsonString() : "none";
}
