namespace LeNetLab.Cli.Verbs;

/// <summary>What Jupyter's converters want to know of a notebook: its colours, and where a slide begins.</summary>
internal static class HostMetadata
{
    /// <summary>
    /// Adds what is missing: each heading begins a slide, further prose a slide below it, and code follows the prose
    /// before it.
    /// </summary>
    public static void Add(Notebook notebook)
    {
        if (notebook.Metadata["language_info"] is JsonObject language) language.TryAdd("pygments_lexer", "csharp");
        foreach (var cell in notebook.Cells.Where(cell => cell.CellType == "markdown"))
            cell.Metadata.TryAdd("slideshow", new JsonObject
            {
                ["slide_type"] = cell.Source.StartsWith("# ", StringComparison.Ordinal)
                    || cell.Source.StartsWith("## ", StringComparison.Ordinal) ? "slide" : "subslide",
            });
    }
}
