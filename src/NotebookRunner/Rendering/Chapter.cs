using System.Globalization;
using System.Text;
using NotebookRunner.Documents;

namespace NotebookRunner.Rendering;

/// <summary>One notebook as a chapter of the book.</summary>
internal sealed class Chapter(Notebook notebook, string anchor)
{
    private const string HideInput = "hide-input";
    private readonly List<BookHeading> _sections = [];

    public string Anchor => anchor;

    public string Title => notebook.Title;

    /// <summary>The words of the first paragraph, where the notebook begins with prose.</summary>
    public string? Lead { get; } = notebook.Cells.FirstOrDefault() is { CellType: "markdown" } first ? BookMarkdown.FirstParagraph(first.Source) : null;

    /// <summary>The headings of the second level.</summary>
    public IEnumerable<BookHeading> Sections => _sections.Where(heading => heading.Level == 2);

    public string Html { get; private set; } = "";

    public void Render(PageIds ids, OutputRenderer outputs, IReadOnlyDictionary<string, string> notebookAnchors)
    {
        var folder = notebook.Path is null ? null : Path.GetDirectoryName(notebook.Path);
        var prose = new ProseRenderer(ids, anchor, notebookAnchors);
        var cells = new List<(NotebookCell Cell, ProseCell? Prose)>();
        foreach (var cell in notebook.Cells) cells.Add((cell, cell.CellType == "markdown" ? prose.Render(cell, folder) : null));

        var html = new StringBuilder($"<article id=\"{anchor}\">\n");
        foreach (var (cell, text) in cells)
        {
            if (text is not null) html.Append("<section class=\"prose\">\n").Append(prose.FinishLinks(text)).Append("</section>\n");
            else if (cell.IsCode) AppendCode(html, cell, outputs);
        }

        _sections.AddRange(prose.Headings);
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
            html.Append(CultureInfo.InvariantCulture, $"<details class=\"code\"{open}><summary>{(isCSharp ? "C#" : HtmlText.Encode(cell.Language))}{(count is null ? "" : $" [{count}]")}</summary>")
                .Append("<pre class=\"source\"><code>")
                .Append(isCSharp ? CSharpHighlighter.ToHtml(cell.Source) : HtmlText.Encode(cell.Source))
                .Append("</code></pre></details>\n");
        }

        html.Append(outputs.Render(cell.Outputs, name)).Append("</section>\n");
    }
}
