namespace NotebookRunner.Documents;

/// <summary>Names of the languages of Polyglot Notebooks, and the rule that says which one a cell is in.</summary>
internal static class CellLanguage
{
    public const string CSharp = "csharp";
    public const string Html = "html";
    public const string JavaScript = "javascript";
    public const string Markdown = "markdown";
    public const string Mermaid = "mermaid";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        ["html"] = Html,
        ["javascript"] = JavaScript,
        ["js"] = JavaScript,
        ["markdown"] = Markdown,
        ["md"] = Markdown,
        ["mermaid"] = Mermaid,
        ["fsharp"] = "fsharp",
        ["f#"] = "fsharp",
        ["pwsh"] = "pwsh",
        ["powershell"] = "pwsh",
        ["http"] = "http",
        ["sql"] = "sql",
        ["kql"] = "kql",
        ["value"] = "value",
    };

    /// <summary>The language that a <c>#!name</c> line switches to, or null where it is no such line.</summary>
    public static string? OfMagic(string line)
    {
        line = line.Trim();
        return line.StartsWith("#!", StringComparison.Ordinal) && Names.TryGetValue(line[2..], out var name) ? name : null;
    }

    public static string Of(NotebookCell cell)
    {
        if (!cell.IsCode) return cell.CellType;

        var firstLine = cell.Source.AsSpan().TrimStart();
        var end = firstLine.IndexOf('\n');
        if (OfMagic((end < 0 ? firstLine : firstLine[..end]).ToString()) is { } named) return named;

        var name = Field(cell, "polyglot_notebook", "kernelName") ?? Field(cell, "dotnet_interactive", "language");
        if (name is null or "") return CSharp;
        return Names.TryGetValue(name, out var known) ? known : name.ToLowerInvariant();
    }

    private static string? Field(NotebookCell cell, string group, string name) =>
        cell.Json["metadata"] is System.Text.Json.Nodes.JsonObject metadata
        && metadata[group] is System.Text.Json.Nodes.JsonObject fields ? NotebookCell.Text(fields[name]) : null;
}
