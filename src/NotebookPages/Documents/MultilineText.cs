namespace NotebookPages.Documents;

/// <summary>Text as a notebook file keeps it: one string, or a list of lines that each end in their newline.</summary>
internal static class MultilineText
{
    /// <summary>Reads either form. A missing or other value reads as the empty text.</summary>
    public static string Read(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(NotebookCell.Text)) : NotebookCell.Text(node) ?? "";

    /// <summary>Writes the list form, as Jupyter does: the empty text is an empty list.</summary>
    public static JsonArray ToLines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = text.IndexOf('\n', start) + 1;
            if (end == 0) end = text.Length;
            lines.Add((JsonNode)text[start..end]);
        }

        return lines;
    }
}
