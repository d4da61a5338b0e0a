namespace NotebookPages.Documents;

/// <summary>Finds Markdown headings of the form <c># Text</c>, those in fenced code left out.</summary>
internal static class Headings
{
    public static IEnumerable<string> In(NotebookCell cell)
    {
        if (cell.CellType != "markdown") yield break;
        var fenced = false;
        foreach (var line in cell.Source.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            var text = line.TrimStart('#');
            if (!fenced && text.Length < line.Length && text.StartsWith(' ') && text.Trim() is { Length: > 0 } heading)
                yield return heading;
        }
    }
}
