using System.Globalization;
using System.Text;
using NotebookRunner.Documents;

namespace NotebookRunner.Rendering;

/// <summary>
/// Renders notebooks, with the outputs they hold, as one page: a first page, contents, prose, code that can be folded,
/// outputs. The page is one file; it asks nothing of a network, and with scripts off only its switch for all code is missing.
/// </summary>
public static class Book
{
    /// <summary>The page as text. The same notebooks give the same text.</summary>
    /// <param name="notebooks">The notebooks, in the order of the book.</param>
    /// <param name="options">Title and introduction.</param>
    public static string Render(IEnumerable<Notebook> notebooks, BookOptions options)
    {
        ArgumentNullException.ThrowIfNull(notebooks);
        ArgumentNullException.ThrowIfNull(options);
        var list = notebooks.ToList();
        var ids = new PageIds();
        foreach (var own in new[] { "top", "content" }) ids.Claim(own);
        var anchors = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var chapters = new List<Chapter>();
        for (var i = 0; i < list.Count; i++)
        {
            var anchor = ids.Claim(string.Create(CultureInfo.InvariantCulture, $"n{i + 1}"));
            if (list[i].Path is { } path) anchors.TryAdd(Path.GetFileName(path), anchor);
            chapters.Add(new Chapter(list[i], anchor));
        }

        var outputs = new OutputRenderer(ids);
        var front = options.Front is { } html ? $"<div class=\"front\">{outputs.Markup(html)}</div>\n" : "";
        foreach (var chapter in chapters) chapter.Render(ids, outputs, anchors);

        var title = HtmlText.Encode(options.Title);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{HtmlText.Encode(options.Language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            {(options.Description is { } words ? $"<meta name=\"description\" content=\"{HtmlText.Encode(words)}\">" : "")}
            <style>
            {Resource("book.css")}</style>
            {options.Head}
            </head>
            <body>
            <a class="skip" href="#content">Skip to the text</a>
            <nav class="contents" aria-label="Contents">
            <p class="book-title"><a href="#top">{title}</a></p>
            <ol>

            """);
        foreach (var chapter in chapters) AppendContents(page, chapter);
        page.Append(CultureInfo.InvariantCulture, $"</ol>\n<button type=\"button\" class=\"code-switch\" hidden>Hide all code</button>\n</nav>\n<main id=\"content\">\n<header id=\"top\">\n<h1>{title}</h1>\n");
        if (options.Introduction is { } introduction) page.Append("<div class=\"introduction\">\n").Append(BookMarkdown.ToHtml(introduction)).Append("</div>\n");
        page.Append(front);
        AppendOverview(page, chapters);
        page.Append("</header>\n");
        foreach (var chapter in chapters) page.Append(chapter.Html);
        return page.Append("</main>\n<script>\n").Append(Resource("book.js")).Append("</script>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="notebooks">The notebooks, in the order of the book.</param>
    /// <param name="options">Title and introduction.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save(string path, IEnumerable<Notebook> notebooks, BookOptions options) =>
        AtomicFile.WriteAllText(path, Render(notebooks, options));

    private static void AppendContents(StringBuilder page, Chapter chapter)
    {
        page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{chapter.Anchor}\">{HtmlText.Encode(chapter.Title)}</a>");
        var sections = chapter.Sections.ToList();
        if (sections.Count > 0)
        {
            page.Append("\n<ol>\n");
            foreach (var section in sections) page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{section.Id}\">{HtmlText.Encode(section.Text)}</a></li>\n");
            page.Append("</ol>\n");
        }

        page.Append("</li>\n");
    }

    /// <summary>The chapters with what each begins with: the question that makes one turn to it.</summary>
    private static void AppendOverview(StringBuilder page, List<Chapter> chapters)
    {
        if (chapters.Count < 2) return;
        page.Append("<ol class=\"overview\">\n");
        foreach (var chapter in chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{chapter.Anchor}\"><span class=\"name\">{HtmlText.Encode(chapter.Title)}</span>");
            if (chapter.Lead is { } lead) page.Append(CultureInfo.InvariantCulture, $" <span class=\"lead\">{HtmlText.Encode(lead)}</span>");
            page.Append("</a></li>\n");
        }

        page.Append("</ol>\n");
    }

    private static string Resource(string name)
    {
        using var stream = typeof(Book).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
