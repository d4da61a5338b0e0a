using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookRunner.Rendering;

/// <summary>Markdown as notebooks use it: tables, footnotes, formulas, folded parts.</summary>
internal static class BookMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseFootnotes().UseMathematics().UseEmphasisExtras().UseTaskLists().UseDefinitionLists()
        .UseAutoLinks().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>Renders; headings go one level down, since the page has a title of its own.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="headings">Is given the headings: level in the text, id, words.</param>
    public static string ToHtml(string markdown, ICollection<BookHeading>? headings = null)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            headings?.Add(new BookHeading(heading.Level, heading.TryGetAttributes()?.Id ?? "", Words(heading.Inline)));
            heading.Level = Math.Min(6, heading.Level + 1);
        }

        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineFormula());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockFormula());
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new Code());
        renderer.Render(document);
        writer.Flush();
        return writer.ToString();
    }

    /// <summary>The words of the first paragraph, or null where there is none.</summary>
    public static string? FirstParagraph(string markdown) =>
        Markdown.Parse(markdown, Pipeline).OfType<ParagraphBlock>().Select(paragraph => Words(paragraph.Inline)).FirstOrDefault(words => words.Length > 0);

    private static string Words(ContainerInline? inline)
    {
        if (inline is null) return "";
        return string.Concat(inline.Descendants<LeafInline>().Select(leaf => leaf switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            LineBreakInline => " ",
            _ => "",
        }));
    }

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(TexToMathMl.Convert(obj.Content.ToString(), display: obj.DelimiterCount > 1));
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            renderer.EnsureLine();
            renderer.Write("<div class=\"formula\">").Write(TexToMathMl.Convert(obj.Lines.ToString(), display: true)).WriteLine("</div>");
        }
    }

    private sealed class Code : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj)
        {
            var code = obj.Lines.ToString();
            var language = (obj as FencedCodeBlock)?.Info?.ToLowerInvariant();
            var html = language is "csharp" or "c#" or "cs" ? CSharpHighlighter.ToHtml(code) : HtmlText.Encode(code);
            renderer.EnsureLine();
            renderer.Write("<pre class=\"source\"><code>").Write(html).WriteLine("</code></pre>");
        }
    }
}

/// <summary>A heading in a notebook's prose.</summary>
/// <param name="Level">1 to 6, as the notebook has it.</param>
/// <param name="Id">Its id, at last the one on the page.</param>
/// <param name="Text">Its words.</param>
internal sealed record BookHeading(int Level, string Id, string Text);
