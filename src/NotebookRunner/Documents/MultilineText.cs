using System.Text;
using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>Text as a notebook file keeps it: one string, or a list of lines that each end in their newline.</summary>
internal static class MultilineText
{
    /// <summary>Reads either form. A missing or other value reads as the empty text.</summary>
    public static string Read(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray lines => Join(lines),
        _ => "",
    };

    /// <summary>Writes the list form, as Jupyter does: the empty text is an empty list.</summary>
    public static JsonArray ToLines(string text)
    {
        var lines = new JsonArray();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }

    private static string Join(JsonArray lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (line is JsonValue value && value.TryGetValue<string>(out var part)) text.Append(part);
        }

        return text.ToString();
    }
}
