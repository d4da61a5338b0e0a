using System.Text.Encodings.Web;

namespace NotebookPages.Documents;

/// <summary>
/// Writes JSON byte for byte as Jupyter does: one space a level, no escape that JSON does not ask for, a newline at the
/// end. A notebook that was saved here and one that was saved there then differ only in what changed.
/// </summary>
internal static partial class JupyterJson
{
    /// <summary>How many lists and objects may lie in each other in a notebook that is read.</summary>
    public const int Deepest = 1000;

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Deepest + 1,
    };

    /// <summary>The text of a document.</summary>
    public static string Write(JsonNode node) => CodeUnit().Replace(node.ToJsonString(Layout), escape =>
    {
        // The most relaxed encoder still escapes an emoji or a no-break space.
        if (!escape.Groups[1].Success) return escape.Value;
        var unit = (char)int.Parse(escape.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return unit < ' ' ? escape.Value.ToLowerInvariant() : unit.ToString();
    }) + "\n";

    /// <summary>Reads a document, all of it: nothing in it fails later, as half a surrogate pair would.</summary>
    /// <exception cref="JsonException">The text is not JSON, nested too deep, or cannot be written again.</exception>
    public static JsonNode? Read(string text, int deepest = Deepest)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = deepest };
            var node = JsonNode.Parse(text, documentOptions: options);
            _ = node?.ToJsonString(Layout);
            return node;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>A code unit in hexadecimal; or an escaped backslash, which begins none.</summary>
    [GeneratedRegex(@"\\(?:u([0-9A-F]{4})|\\)")]
    private static partial Regex CodeUnit();
}
