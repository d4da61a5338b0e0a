using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Course.Tests.Notebooks;

/// <summary>What stands under a heading of a notebook, up to the next heading.</summary>
/// <param name="Heading">The heading's text, without its marks.</param>
/// <param name="Level">2 for a section, more for a part of one.</param>
internal sealed record NotebookSection(string Heading, int Level)
{
    /// <summary>The text between the heading and its first code cell.</summary>
    public string Text { get; set; } = "";

    public List<int> Cells { get; } = [];

    /// <summary>The sections above whose names its cells use, beside the notebook's first two cells.</summary>
    public SortedSet<int> Uses { get; } = [];
}

/// <summary>A notebook's sections, and which of them use what others declare. The first has no heading.</summary>
internal sealed partial class NotebookSections
{
    // What the kernel imports by itself.
    private static readonly string[] Imported =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading.Tasks"];

    // The library is enough to tell which namespace a type is of; all the rest would only take time.
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Library = new(() =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "LeNetLab*.dll")
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly List<NotebookSection> sections = [new("", 1)];
    private readonly List<(string Name, int Cell)> usings = [];
    private readonly List<int> starts = [];
    private readonly StringBuilder script = new();

    public NotebookSections(string notebook)
    {
        foreach (var cell in SavedNotebookTests.Cells(notebook))
            if ((string?)cell["cell_type"] == "markdown") AddText(SavedNotebookTests.Source(cell));
            else AddCell(SavedNotebookTests.Source(cell));
        Bind();
    }

    public IReadOnlyList<NotebookSection> All => sections;

    /// <summary>
    /// The sections that must have run before the notebook runs on from this one: to its end, and from the exercises on
    /// with the solutions.
    /// </summary>
    public SortedSet<int> NeededFrom(int section)
    {
        var needed = new SortedSet<int>();
        var end = sections.FindIndex(s => s.Heading == "Exercises");
        var open = new Queue<int>(Enumerable.Range(section, (section < end ? end : sections.Count) - section));
        while (open.TryDequeue(out var user))
            foreach (var used in sections[user].Uses)
                if (used < section && needed.Add(used)) open.Enqueue(used);
        return needed;
    }

    /// <summary>The sections that stand under a heading, seen from a later one: itself, and its parts.</summary>
    public IEnumerable<int> Under(int section, int seenFrom)
    {
        var end = sections.FindIndex(section + 1, s => s.Level <= sections[section].Level);
        return Enumerable.Range(section, end > 0 && end <= seenFrom ? end - section : 1);
    }

    private void AddText(string markdown)
    {
        foreach (var line in markdown.Split('\n'))
            if (HeadingLine().Match(line) is { Success: true } heading)
                sections.Add(new(heading.Groups[2].Value, heading.Groups[1].Length));
            else if (sections[^1].Cells.Count == 0) sections[^1].Text += line + "\n";
        foreach (Match solution in SavedNotebookTests.Solutions().Matches(markdown)) AddCell(solution.Groups[1].Value);
    }

    // All cells become one script, which has its using lines at its top and no expression without a semicolon. The
    // first cell stands for the lines of the setup; of another language, only what it shares is C#.
    private void AddCell(string source)
    {
        var number = starts.Count;
        sections[^1].Cells.Add(number);
        starts.Add(script.Length);
        if (source.StartsWith("#!import", StringComparison.Ordinal))
            source = File.ReadAllText(Path.Combine(CourseFolder.Notebooks, "setup.csx.in"));
        if (source.StartsWith("#!javascript", StringComparison.Ordinal))
            source = string.Join("\n", Shared().Matches(source).Select(m => $"_ = {m.Groups[1].Value};"));
        foreach (Match match in UsingLine().Matches(source)) usings.Add((match.Value, number));
        script.Append(UsingLine().Replace(DirectiveLine().Replace(source, ""), "")).Append("\n;\n");
    }

    private void Bind()
    {
        var token = TestContext.Current.CancellationToken;
        var top = string.Concat(usings.Select(u => u.Name + "\n"));
        var tree = CSharpSyntaxTree.ParseText(
            top + script, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script),
            cancellationToken: token);
        var model = CSharpCompilation.CreateScriptCompilation("notebook", tree, Library.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: Imported)).GetSemanticModel(tree);
        var directives = tree.GetCompilationUnitRoot(token).Usings;
        var namespaces = directives.Zip(usings).Where(u => u.First.Alias is null)
            .ToLookup(u => u.First.NamespaceOrType.ToString(), u => u.Second.Cell);
        foreach (var name in tree.GetRoot(token).DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.SpanStart < top.Length || name.IsVar) continue;
            var cell = CellAt(name.SpanStart);
            foreach (var declared in Declared(name).Where(d => d > 1 && d < cell))
                sections[Section(cell)].Uses.Add(Section(declared));
        }

        foreach (var (section, index) in sections.Select((s, i) => (s, i))) section.Uses.Remove(index);

        int CellAt(int place) => starts.FindLastIndex(start => start <= place - top.Length);

        // The cells that declare what the name means: the last one above it of each kind.
        IEnumerable<int> Declared(SimpleNameSyntax name)
        {
            if (model.GetAliasInfo(name, token) is { DeclaringSyntaxReferences: [var alias, ..] })
                return [usings[directives.IndexOf((UsingDirectiveSyntax)alias.GetSyntax(token))].Cell];
            var info = model.GetSymbolInfo(name, token);
            var symbols = info.Symbol is { } one ? [one] : info.CandidateSymbols;
            var own = symbols.Where(s => s.ContainingType is { IsScriptClass: true })
                .SelectMany(s => s.OriginalDefinition.DeclaringSyntaxReferences)
                .Select(r => r.Span.Start).Where(place => place < name.SpanStart).ToList();
            if (own.Count > 0) return [CellAt(own.Max())];
            return symbols.Where(s => s is INamedTypeSymbol or IMethodSymbol { ReducedFrom: not null })
                .SelectMany(s => namespaces[s.ContainingNamespace?.ToDisplayString() ?? ""].Take(1));
        }
    }

    private int Section(int cell) => sections.FindIndex(s => s.Cells.Contains(cell));

    [GeneratedRegex("^(##+) (.+)$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?[\w.]+;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex("^#.*$", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine();

    [GeneratedRegex(@"^#!share --from csharp (\w+)", RegexOptions.Multiline)]
    private static partial Regex Shared();
}
