namespace NotebookPages.Rendering;

/// <summary>One notebook as a chapter of the book.</summary>
internal sealed class Chapter(Notebook notebook, string anchor)
{
    private static readonly string[] HideInput =
        ["hide-input", "hide_input", "hide-cell", "remove-input", "remove_input", "remove-cell"];

    private readonly List<(NotebookCell Cell, ProseCell? Prose)> _cells = [];
    private ProseRenderer? _prose;

    public string Anchor => anchor;

    public string? FileName { get; } = notebook.Path is { } path ? Path.GetFileName(path) : null;

    public string Title { get; } = First(notebook, BookMarkdown.FirstHeading, notebook.Cells.Count) ?? notebook.Title;

    /// <summary>The words of the first paragraph, where the notebook begins with prose.</summary>
    public string? Lead { get; } = First(notebook, BookMarkdown.FirstParagraph, 1);

    /// <summary>The headings of the second level.</summary>
    public IEnumerable<BookHeading> Sections => _prose?.Headings.Where(heading => heading.Level == 2) ?? [];

    public string Html { get; private set; } = "";

    /// <summary>Where a heading or another marked place is on the page, or null.</summary>
    public string? Find(string id) => _prose?.Find(id);

    /// <summary>Renders the prose, so that all places of the book are known.</summary>
    public void RenderProse(PageMarkup markup, PageIds ids, BookTrust trust)
    {
        var folder = notebook.Path is null ? null : Path.GetDirectoryName(Path.GetFullPath(notebook.Path));
        _prose = new ProseRenderer(markup, ids, anchor, trust == BookTrust.Everything, folder);
        foreach (var cell in notebook.Cells)
            _cells.Add((cell, cell.CellType != "markdown" ? null : CellGuard.Run(
                () => _prose.Render(cell), reason => _prose.Plain(CellGuard.AsSource(cell.Source, reason)))));
    }

    /// <summary>Renders the rest.</summary>
    public void Finish(OutputRenderer outputs, BookLinks links)
    {
        var html = new StringBuilder($"<article id=\"{anchor}\">\n");
        foreach (var (cell, prose) in _cells)
        {
            if (prose is not null)
                html.Append($"<section class=\"prose\">\n{_prose!.FinishLinks(prose, links)}</section>\n");
            else if (cell.IsCode) AppendCode(html, cell, outputs);
        }

        Html = html.Append("</article>\n").ToString();
    }

    private static string? First(Notebook notebook, Func<string, string?> find, int most) =>
        notebook.Cells.Take(most).Where(cell => cell.CellType == "markdown")
            .Select(cell => CellGuard.Run(() => find(cell.Source), _ => null))
                .FirstOrDefault(found => found is not null);

    private void AppendCode(StringBuilder html, NotebookCell cell, OutputRenderer outputs)
    {
        var count = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture);
        var name = count is null ? $"Output in {Title}" : $"Output {count} of {Title}";
        html.Append("<section class=\"cell\">\n");
        if (!string.IsNullOrWhiteSpace(cell.Source))
        {
            var isCSharp = cell.Language == CellLanguage.CSharp;
            var isHidden = cell.Tags.Intersect(HideInput).Any() || IsSet(cell, "source_hidden");
            var summary = (isCSharp ? "C#" : HtmlText.Encode(cell.Language)) + (count is null ? "" : $" [{count}]");
            var plain = HtmlText.Encode(cell.Source);
            var source = !isCSharp ? plain : CellGuard.Run(() => CSharpHighlighter.ToHtml(cell.Source), _ => plain);
            html.Append($"<details class=\"code\"{(isHidden ? "" : " open")}><summary>{summary}</summary>")
                .Append($"<pre class=\"source\"><code>{source}</code></pre></details>\n");
        }

        var shown = outputs.Render(cell.Outputs, name);
        var isFolded = shown.Length > 0 && IsSet(cell, "outputs_hidden");
        html.Append(isFolded ? $"<details class=\"code\"><summary>Output</summary>{shown}</details>\n" : shown)
            .Append("</section>\n");
    }

    private static bool IsSet(NotebookCell cell, string flag) =>
        cell.Json["metadata"] is JsonObject { } metadata && metadata["jupyter"] is JsonObject jupyter
        && jupyter[flag] is JsonValue value && value.TryGetValue<bool>(out var set) && set;
}
