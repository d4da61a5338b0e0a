using AngleSharp.Dom;

namespace NotebookPages.Rendering;

/// <summary>A notebook's prose: ids get its prefix, links lead to their place on the page, pictures go in.</summary>
internal sealed class ProseRenderer(PageMarkup markup, PageIds ids, string prefix, bool mayRun, string? folder)
{
    private readonly Dictionary<string, string> _anchors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The headings so far, with their ids on the page.</summary>
    public List<BookHeading> Headings { get; } = [];

    /// <summary>Where a heading or another marked place of the notebook is on the page, or null.</summary>
    public string? Find(string id) => _anchors.GetValueOrDefault(id);

    /// <summary>Renders a cell; its links are not finished until <see cref="FinishLinks"/>.</summary>
    public ProseCell Render(NotebookCell cell)
    {
        var headings = new List<BookHeading>();
        var html = BookMarkdown.ToHtml(cell.Source, headings);
        var body = markup.Read(html, mayRun, source => PictureFile.ToDataUri(source, cell, folder));
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var element in body.QuerySelectorAll("[id]"))
            element.Id = own[element.Id!] = ids.Claim($"{prefix}-{element.Id}");
        foreach (var table in body.QuerySelectorAll("table"))
        {
            var wide = table.Owner!.CreateElement("div");
            wide.ClassName = "wide";
            table.Replace(wide);
            wide.AppendChild(table);
        }

        foreach (var (name, id) in own) _anchors.TryAdd(name, id);
        Headings.AddRange(headings.Select(h => h with { Id = own.GetValueOrDefault(h.Id, h.Id) }));
        return new ProseCell(body, own);
    }

    /// <summary>A cell that is this HTML.</summary>
    public ProseCell Plain(string html) => new(markup.Read(html, mayRun: false), new Dictionary<string, string>());

    /// <summary>Leads links to their place: in the cell, in the notebook, in the book, else to the file.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="links">Knows the book's other notebooks, and where files are.</param>
    public string FinishLinks(ProseCell cell, BookLinks links)
    {
        foreach (var link in cell.Body.QuerySelectorAll("a[href]"))
        {
            var href = link.GetAttribute("href")!;
            var target = !href.StartsWith('#') ? links.Find(href, folder)
                : Uri.UnescapeDataString(href[1..]) is var id
                    && (cell.Ids.GetValueOrDefault(id) ?? Find(id)) is { } here
                ? $"#{here}" : null;
            if (target is not null) link.SetAttribute("href", target);
        }

        return cell.Body.InnerHtml;
    }
}

/// <summary>A rendered cell of prose, with the ids that it had in itself and what they are on the page.</summary>
internal sealed record ProseCell(IElement Body, IReadOnlyDictionary<string, string> Ids);
