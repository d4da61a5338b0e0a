using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookPages.Rendering;

/// <summary>Markdown as notebooks use it: tables, footnotes, formulas, folded parts.</summary>
internal static class BookMarkdown
{
    // A paragraph of 10,000 characters with 1,000 such signs.
    private const long MostWork = 10_000_000;

    // Characters of a formula in a line of text that may be wider than a telephone: it scrolls by itself.
    private const int LongFormula = 40;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseFootnotes().UseMathematics().UseEmphasisExtras().UseTaskLists().UseDefinitionLists()
        .UseAutoLinks().Build();

    /// <summary>Renders; headings go one level down, since the page has a title of its own.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="headings">Is given the headings: level in the text, id, words.</param>
    public static string ToHtml(string markdown, ICollection<BookHeading>? headings = null)
    {
        var document = Parse(markdown);
        var ids = new PageIds();
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            // As GitHub names a heading.
            var words = Words(heading.Inline);
            heading.GetAttributes().Id = ids.Claim(LinkHelper.UrilizeAsGfm(words));
            headings?.Add(new BookHeading(heading.Level, heading.GetAttributes().Id!, words));
            heading.Level = Math.Min(6, heading.Level + 1);
        }

        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new Writer<MathInline>(
            math => math.Content.Length > LongFormula ? $"<span class=\"long\">{Inline(math)}</span>" : Inline(math)));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new Writer<MathBlock>(
            math => $"<div class=\"formula\">{TexToMathMl.Convert(math.Lines.ToString(), display: true)}</div>"));
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new Writer<CodeBlock>(CodeHtml));
        renderer.Render(document);
        writer.Flush();
        return writer.ToString();
    }

    /// <summary>The words of the first paragraph, or null where there is none.</summary>
    public static string? FirstParagraph(string markdown) => Parse(markdown).OfType<ParagraphBlock>()
        .Select(paragraph => Words(paragraph.Inline)).FirstOrDefault(words => words.Length > 0);

    /// <summary>The words of the first heading, without its markup, or null where there is none.</summary>
    public static string? FirstHeading(string markdown) => Parse(markdown).OfType<HeadingBlock>()
        .Select(heading => Words(heading.Inline)).FirstOrDefault(words => words.Length > 0);

    /// <exception cref="InvalidDataException">Reading it would take time beyond measure.</exception>
    private static string Inline(MathInline math) =>
        TexToMathMl.Convert(math.Content.ToString(), display: math.DelimiterCount > 1);

    private static MarkdownDocument Parse(string markdown)
    {
        // Within a paragraph the reader looks from each sign that could open something for what closes it.
        var (work, length, signs) = (0L, 0L, 0L);
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            (length, signs) = line.IsWhiteSpace() ? (0, 0) : (length + line.Length, signs + Count(line));
            work = Math.Max(work, length * signs);
        }

        return work <= MostWork ? Markdown.Parse(markdown, Pipeline)
            : throw new InvalidDataException("a paragraph holds too many signs that could begin something");

        static int Count(ReadOnlySpan<char> line) =>
            line.Count('<') + line.Count('[') + line.Count('`') + line.Count('*') + line.Count('_') + line.Count('$');
    }

    private static string Words(ContainerInline? inline) =>
        string.Concat(inline?.Descendants<LeafInline>().Select(leaf => leaf switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            LineBreakInline => " ",
            _ => "",
        }) ?? []);

    private static string CodeHtml(CodeBlock block)
    {
        var isCSharp = (block as FencedCodeBlock)?.Info?.ToLowerInvariant() is "csharp" or "c#" or "cs";
        var code = block.Lines.ToString();
        code = isCSharp ? CSharpHighlighter.ToHtml(code) : HtmlText.Encode(code);
        return $"<pre class=\"source\"><code>{code}</code></pre>";
    }

    /// <summary>Writes a part of a document as the HTML that a function makes of it.</summary>
    private sealed class Writer<T>(Func<T, string> toHtml) : HtmlObjectRenderer<T>
        where T : MarkdownObject
    {
        protected override void Write(HtmlRenderer renderer, T obj)
        {
            if (obj is Block) renderer.EnsureLine();
            renderer.Write(toHtml(obj));
            if (obj is Block) renderer.WriteLine();
        }
    }
}

/// <summary>A heading in a notebook's prose: its level there, its id, at last that on the page, its words.</summary>
internal sealed record BookHeading(int Level, string Id, string Text);
