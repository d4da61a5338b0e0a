using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>Names of the languages of Polyglot Notebooks, and the rule that says which one a cell is in.</summary>
internal static class CellLanguage
{
    public const string CSharp = "csharp";
    public const string Html = "html";
    public const string JavaScript = "javascript";
    public const string Markdown = "markdown";
    public const string Mermaid = "mermaid";
    public const string Value = "value";

    /// <summary>Languages that need a host or a program of their own, and are not run here.</summary>
    public static readonly string[] Foreign = [Mermaid, "fsharp", "pwsh", "http", "sql", "kql"];

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
        ["value"] = Value,
    };

    /// <summary>The language that a <c>#!name</c> line switches to, or null where it is no such line.</summary>
    public static string? OfMagic(string line)
    {
        line = line.Trim();
        return line.StartsWith("#!", StringComparison.Ordinal) && Names.TryGetValue(line[2..], out var name) ? name : null;
    }

    /// <summary>True for a language that the runner's kernel runs.</summary>
    public static bool IsRunHere(string language) => language is CSharp or Html or JavaScript or Markdown or Value;

    /// <summary>True for a code cell that has something for the runner's kernel: all of it, or what follows a <c>#!name</c> line.</summary>
    public static bool IsRunHere(NotebookCell cell) =>
        cell.IsCode && (IsRunHere(cell.Language) || cell.Source.Split('\n').Any(line => OfMagic(line) is { } name && IsRunHere(name)));

    /// <summary>The language of a notebook's code cells that name none: its default kernel's.</summary>
    public static string Of(JsonObject metadata)
    {
        var named = Text(metadata["polyglot_notebook"] as JsonObject, "kernelInfo", "defaultKernelName");
        if (named is null && metadata["kernelspec"] is JsonObject kernel)
        {
            var name = NotebookCell.Text(kernel["name"]);
            named = name?.StartsWith(".net-", StringComparison.Ordinal) == true ? name[5..] : NotebookCell.Text(kernel["language"]) ?? name;
        }

        return named is null or "" ? CSharp : Names.GetValueOrDefault(named, named.ToLowerInvariant());
    }

    /// <summary>The language of a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="notebook">The language of the notebook's cells that name none.</param>
    public static string Of(NotebookCell cell, string notebook)
    {
        if (!cell.IsCode) return cell.CellType;

        var firstLine = cell.Source.AsSpan().TrimStart();
        var end = firstLine.IndexOf('\n');
        if (OfMagic((end < 0 ? firstLine : firstLine[..end]).ToString()) is { } named) return named;

        var metadata = cell.Json["metadata"] as JsonObject;
        var name = Text(metadata, "polyglot_notebook", "kernelName") ?? Text(metadata, "dotnet_interactive", "language");
        return name is null or "" ? notebook : Names.GetValueOrDefault(name, name.ToLowerInvariant());
    }

    private static string? Text(JsonObject? owner, string group, string name) =>
        owner?[group] is JsonObject fields ? NotebookCell.Text(fields[name]) : null;
}
