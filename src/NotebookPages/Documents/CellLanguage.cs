namespace NotebookPages.Documents;

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
        [CSharp] = CSharp,
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        [Html] = Html,
        [JavaScript] = JavaScript,
        ["js"] = JavaScript,
        [Markdown] = Markdown,
        ["md"] = Markdown,
        [Mermaid] = Mermaid,
        ["fsharp"] = "fsharp",
        ["f#"] = "fsharp",
        ["pwsh"] = "pwsh",
        ["powershell"] = "pwsh",
        ["http"] = "http",
        ["sql"] = "sql",
        ["kql"] = "kql",
        [Value] = Value,
    };

    /// <summary>The language that a <c>#!name</c> line switches to, or null where it is no such line.</summary>
    private static string? OfMagic(string line)
    {
        line = line.Trim();
        return line.StartsWith("#!", StringComparison.Ordinal) ? Names.GetValueOrDefault(line[2..]) : null;
    }

    /// <summary>True for a language that the runner's kernel runs.</summary>
    private static bool IsRunHere(string language) => language is CSharp or Html or JavaScript or Markdown or Value;

    /// <summary>True for code that is run here: all of it, or what follows a <c>#!name</c> line.</summary>
    public static bool IsRunHere(NotebookCell cell) => cell.IsCode
        && cell.Source.Split('\n').Select(OfMagic).OfType<string>().Prepend(cell.Language).Any(IsRunHere);

    /// <summary>The language of a notebook's code cells that name none: its default kernel's.</summary>
    public static string Of(JsonObject metadata)
    {
        var named = Text(metadata["polyglot_notebook"] as JsonObject, "kernelInfo", "defaultKernelName");
        var kernel = Text(metadata, "kernelspec", "name");
        if (kernel?.StartsWith(".net-", StringComparison.Ordinal) == true) named ??= kernel[5..];
        return Known(named ?? Text(metadata, "kernelspec", "language") ?? kernel) ?? CSharp;
    }

    /// <summary>The language of a cell; that of the <paramref name="notebook"/> where it names none.</summary>
    public static string Of(NotebookCell cell, string notebook)
    {
        if (!cell.IsCode) return cell.CellType;
        var metadata = cell.Json["metadata"] as JsonObject;
        return OfMagic(cell.Source.TrimStart().Split('\n')[0])
            ?? Known(Text(metadata, "polyglot_notebook", "kernelName")
                ?? Text(metadata, "dotnet_interactive", "language")) ?? notebook;
    }

    private static string? Known(string? name) =>
        name is null or "" ? null : Names.GetValueOrDefault(name, name.ToLowerInvariant());

    private static string? Text(JsonObject? owner, string group, string name) =>
        owner?[group] is JsonObject fields ? NotebookCell.Text(fields[name]) : null;
}
