namespace NotebookRunner.Rendering;

/// <summary>A notebook's prose: ids get its prefix, links lead to their place on the page, pictures go in.</summary>
internal sealed partial class ProseRenderer(
    PageIds ids, string prefix, IReadOnlyDictionary<string, string> notebookAnchors)
{
    private readonly Dictionary<string, string> _anchors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The headings so far, with their ids on the page.</summary>
    public List<BookHeading> Headings { get; } = [];

    /// <summary>Renders a cell; its links are not finished until <see cref="FinishLinks"/>.</summary>
    public ProseCell Render(NotebookCell cell, string? folder)
    {
        var headings = new List<BookHeading>();
        var html = BookMarkdown.ToHtml(cell.Source, headings);
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        html = HtmlText.RewriteAttributes(html, (tag, name, value) => name switch
        {
            "id" => own[value] = ids.Claim($"{prefix}-{value}"),
            "src" when tag == "img" => PictureFile.ToDataUri(value, cell, folder),
            _ => null,
        });
        html = RemotePicture().Replace(html, "<span class=\"left-out\">[picture not in this page: $1]</span>");
        html = Table().Replace(html, "<div class=\"wide\">$0</div>");
        foreach (var (name, id) in own) _anchors.TryAdd(name, id);
        Headings.AddRange(headings.Select(h => h with { Id = own.GetValueOrDefault(h.Id, h.Id) }));
        return new ProseCell(html, own);
    }

    /// <summary>Leads links inside the book to their place.</summary>
    public string FinishLinks(ProseCell cell) => HtmlText.RewriteAttributes(cell.Html, (tag, name, value) =>
    {
        if (tag != "a" || name != "href") return null;
        if (value.StartsWith('#'))
        {
            var target = Uri.UnescapeDataString(value[1..]);
            var id = cell.Ids.GetValueOrDefault(target) ?? _anchors.GetValueOrDefault(target);
            return id is null ? null : $"#{id}";
        }

        var file = Uri.UnescapeDataString(value.Split('#')[0]);
        return file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase)
            && notebookAnchors.TryGetValue(Path.GetFileName(file), out var anchor) ? $"#{anchor}" : null;
    });

    [GeneratedRegex("""<img\b[^>]*\bsrc="((?:https?:)?//[^"]*)"[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex RemotePicture();

    [GeneratedRegex("<table>.*?</table>", RegexOptions.Singleline)]
    private static partial Regex Table();
}

/// <summary>A rendered cell of prose, with the ids that it had in itself and what they are on the page.</summary>
internal sealed record ProseCell(string Html, IReadOnlyDictionary<string, string> Ids);
