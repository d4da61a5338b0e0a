using System.Security.Cryptography;

namespace NotebookPages.Rendering;

/// <summary>
/// Renders notebooks, with the outputs they hold, as one page: a first page, contents, prose, code that can be folded,
/// outputs. It is one file and asks nothing of a network; with scripts off only its switch for all code is missing.
/// </summary>
public static class Book
{
    /// <summary>The page as text. The same notebooks give the same text.</summary>
    /// <param name="notebooks">The notebooks, in the order of the book.</param>
    /// <param name="options">Title and introduction.</param>
    public static string Render(IEnumerable<Notebook> notebooks, BookOptions options) =>
        Render(notebooks, options, null);

    private static string Render(IEnumerable<Notebook> notebooks, BookOptions options, string? pageFolder)
    {
        ArgumentNullException.ThrowIfNull(notebooks);
        ArgumentNullException.ThrowIfNull(options);
        var list = notebooks.ToList();
        var nonce = Nonce(list);
        var markup = new PageMarkup(nonce);
        var ids = new PageIds();
        foreach (var own in new[] { "top", "content", "contents" }) ids.Claim(own);
        var chapters = list.Select((notebook, i) =>
            new Chapter(notebook, ids.Claim(string.Create(CultureInfo.InvariantCulture, $"n{i + 1}")))).ToList();
        var outputs = new OutputRenderer(markup, ids, options.Trust != BookTrust.Nothing);
        var front = options.Front is { } html
            ? $"<div class=\"front\">{outputs.Markup(html, mayRun: true)}</div>\n" : "";
        foreach (var chapter in chapters) chapter.RenderProse(markup, ids, options.Trust);
        foreach (var chapter in chapters) chapter.Finish(outputs, new BookLinks(chapters, pageFolder));

        var title = HtmlText.Encode(options.Title);
        var description = options.Description is { } words
            ? $"<meta name=\"description\" content=\"{HtmlText.Encode(words)}\">" : "";
        var introduction = options.Introduction is { } markdown
            ? $"<div class=\"introduction\">\n{BookMarkdown.ToHtml(markdown)}</div>\n" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="{HtmlText.Encode(options.Language)}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{markup.Policy()}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            {description}
            <style>
            {Resource("book.css")}</style>
            {options.Head?.Replace("<script", $"<script nonce=\"{nonce}\"", StringComparison.Ordinal)}
            </head>
            <body>
            <a class="skip" href="#content">Skip to the text</a>
            <nav class="contents" id="contents" aria-label="Contents">
            <p class="book-title"><a href="#top">{title}</a></p>
            <ol>
            {string.Concat(chapters.Select(Contents))}</ol>
            <button type="button" class="code-switch" hidden>Hide all code</button>
            </nav>
            <main id="content">
            <header id="top">
            <h1>{title}</h1>
            {introduction}{front}{Overview(chapters)}</header>
            {string.Concat(chapters.Select(chapter => chapter.Html))}</main>
            <a class="up" href="#contents">Contents</a>
            <script nonce="{nonce}">
            {Resource("book.js")}</script>
            </body>
            </html>

            """;
    }

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="notebooks">The notebooks, in the order of the book.</param>
    /// <param name="options">Title and introduction.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save(string path, IEnumerable<Notebook> notebooks, BookOptions options) =>
        AtomicFile.WriteChanged(path, Encoding.UTF8.GetBytes(
            Render(notebooks, options, Path.GetDirectoryName(Path.GetFullPath(path)))));

    /// <summary>
    /// A word that the notebooks cannot know: it is made of all that they hold, so none can hold it as well.
    /// </summary>
    private static string Nonce(List<Notebook> notebooks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var cell in notebooks.SelectMany(notebook => notebook.Cells))
            hash.AppendData(Encoding.UTF8.GetBytes(cell.Json.ToJsonString()));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static string Contents(Chapter chapter)
    {
        var links = chapter.Sections.Select(section => Link(section.Id, HtmlText.Encode(section.Text)));
        var sections = string.Concat(links);
        if (sections.Length > 0) sections = $"\n<ol>\n{sections}</ol>\n";
        return Link(chapter.Anchor, HtmlText.Encode(chapter.Title), sections);
    }

    /// <summary>The chapters with what each begins with: the question that makes one turn to it.</summary>
    private static string Overview(List<Chapter> chapters)
    {
        var links = chapters.Select(chapter => Link(
            chapter.Anchor,
            $"<span class=\"name\">{HtmlText.Encode(chapter.Title)}</span>"
                + (chapter.Lead is { } lead ? $" <span class=\"lead\">{HtmlText.Encode(lead)}</span>" : "")));
        return chapters.Count < 2 ? "" : $"<ol class=\"overview\">\n{string.Concat(links)}</ol>\n";
    }

    private static string Link(string id, string content, string more = "") =>
        $"<li><a href=\"#{id}\">{content}</a>{more}</li>\n";

    private static string Resource(string name)
    {
        using var stream = typeof(Book).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
