namespace NotebookRunner.Rendering;

/// <summary>One notebook as a chapter of the book.</summary>
internal sealed class Chapter(Notebook notebook, string anchor)
{
    private const string HideInput = "hide-input";

    public string Anchor => anchor;

    public string Title => notebook.Title;

    /// <summary>The words of the first paragraph, where the notebook begins with prose.</summary>
    public string? Lead { get; } = notebook.Cells.FirstOrDefault() is { CellType: "markdown" } first
        ? BookMarkdown.FirstParagraph(first.Source) : null;

    /// <summary>The headings of the second level.</summary>
    public IEnumerable<BookHeading> Sections { get; private set; } = [];

    public string Html { get; private set; } = "";

    public void Render(PageIds ids, OutputRenderer outputs, IReadOnlyDictionary<string, string> notebookAnchors)
    {
        var folder = notebook.Path is null ? null : Path.GetDirectoryName(notebook.Path);
        var prose = new ProseRenderer(ids, anchor, notebookAnchors);
        var cells = notebook.Cells
            .Select(cell => (cell, cell.CellType == "markdown" ? prose.Render(cell, folder) : null)).ToList();
        var html = new StringBuilder($"<article id=\"{anchor}\">\n");
        foreach (var (cell, text) in cells)
        {
            if (text is not null) html.Append($"<section class=\"prose\">\n{prose.FinishLinks(text)}</section>\n");
            else if (cell.IsCode) AppendCode(html, cell, outputs);
        }

        Sections = prose.Headings.Where(heading => heading.Level == 2);
        Html = html.Append("</article>\n").ToString();
    }

    private void AppendCode(StringBuilder html, NotebookCell cell, OutputRenderer outputs)
    {
        var count = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture);
        var name = count is null ? $"Output in {Title}" : $"Output {count} of {Title}";
        html.Append("<section class=\"cell\">\n");
        if (!string.IsNullOrWhiteSpace(cell.Source))
        {
            var isCSharp = cell.Language == CellLanguage.CSharp;
            var open = cell.Tags.Contains(HideInput, StringComparer.Ordinal) ? "" : " open";
            var summary = (isCSharp ? "C#" : HtmlText.Encode(cell.Language)) + (count is null ? "" : $" [{count}]");
            var source = isCSharp ? CSharpHighlighter.ToHtml(cell.Source) : HtmlText.Encode(cell.Source);
            html.Append($"<details class=\"code\"{open}><summary>{summary}</summary>")
                .Append($"<pre class=\"source\"><code>{source}</code></pre></details>\n");
        }

        html.Append(outputs.Render(cell.Outputs, name)).Append("</section>\n");
    }
}
