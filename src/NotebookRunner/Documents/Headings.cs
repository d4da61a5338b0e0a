namespace NotebookRunner.Documents;

/// <summary>Finds Markdown headings of the form <c># Text</c>, those in fenced code left out.</summary>
internal static class Headings
{
    public static string? LastIn(NotebookCell cell) => cell.CellType == "markdown" ? All(cell.Source).LastOrDefault() : null;

    public static string? FirstIn(NotebookCell cell) => cell.CellType == "markdown" ? All(cell.Source).FirstOrDefault() : null;

    private static IEnumerable<string> All(string markdown)
    {
        var fenced = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            var text = line.TrimStart('#');
            if (!fenced && text.Length < line.Length && text.StartsWith(' ') && text.Trim() is { Length: > 0 } heading)
                yield return heading;
        }
    }
}
