using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NotebookPages.Documents;
using NotebookPages.Rendering;

namespace NotebookRunner.Tests;

/// <summary>The page that notebooks become.</summary>
public sealed partial class BookTests
{
    private const string Prose = """
        # First & foremost

        See [the second](second.ipynb), [its part](second.ipynb#a-part), [below](#A-Part) and a note.[^1]
        The bound is $x_i \le \frac{1}{2}$, so $w_2 (w_1 x + b_1) + b_2 = (w_2 w_1)\, x + (w_2 b_1 + b_2)$ and

        $$\sum_{i=1}^{n} x_i$$

        ## A part

        | a | b |
        |---|--:|
        | 1 | 2 |

        <details><summary>Solution</summary>

        It is *this*: `var x = 1;`

        ```csharp
        var s = $"<{1}>"; // done
        ```
        </details>

        ![local](dot.png) ![remote](https://example.org/x.png) <img src="https://example.org/y.png" alt="y">

        [^1]: The note.
        """;

    private static readonly byte[] Dot = [137, 80, 78, 71, 13, 10, 26, 10];

    [Fact]
    public void ThePageIsCompleteInItself()
    {
        var page = RenderSample();

        Assert.DoesNotMatch(RemoteResource(), Body(page));
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.Contains($"data:image/png;base64,{Convert.ToBase64String(Dot)}", page, StringComparison.Ordinal);
        Assert.Contains("picture not in this page: https://example.org/x.png", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=\"http", page, StringComparison.Ordinal);
    }

    // A line of text breaks, a formula does not.
    [Fact]
    public void ALongFormulaInALineScrollsByItself()
    {
        var page = Body(RenderSample());

        Assert.Single(page.Split("<span class=\"long\"><math>")[1..]);
    }

    [Fact]
    public void IdsAreUniqueAndEveryInnerLinkLeadsSomewhere()
    {
        var page = RenderSample();

        var ids = Id().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        var targets = InnerLink().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Superset(targets, ids.ToHashSet());
        Assert.Contains("href=\"#n2\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#n1-a-part\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void PartsThatReferToARenamedIdFollowIt()
    {
        var page = RenderSample();

        Assert.Contains("fill=\"url(#g-2)\"", page, StringComparison.Ordinal);
        Assert.Contains(">document.getElementById('chart-2')</script>", page, StringComparison.Ordinal);
        Assert.Contains(">document.getElementById('chart')</script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ProseCodeAndOutputsAreShown()
    {
        var page = RenderSample();

        foreach (Match formula in Formula().Matches(page)) XElement.Parse(formula.Value);
        Assert.Equal(5, Formula().Count(page));
        Assert.Contains("<h2 id=\"n1-first--foremost\">", page, StringComparison.Ordinal);
        Assert.Contains("<summary>Solution</summary>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"k\">var</span> s = ", page, StringComparison.Ordinal);
        Assert.Contains("<pre>1 &lt; 2\nplain</pre>", page, StringComparison.Ordinal);
        Assert.Contains("Boom: line 1: it broke", page, StringComparison.Ordinal);
        Assert.Contains("<b>html wins</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("plain loses", page, StringComparison.Ordinal);
        Assert.DoesNotContain("dni-code-hint {", page, StringComparison.Ordinal);
        Assert.Contains("<details class=\"code\"><summary>C# [2]</summary>", page, StringComparison.Ordinal);
        Assert.Contains("<p>Words <em>before</em>.</p>", page, StringComparison.Ordinal);
        Assert.Equal(page, RenderSample());
    }

    [Theory]
    [InlineData(
        "var x = new List<int>(); // note",
        "<span class=\"k\">var</span> x = <span class=\"k\">new</span> "
        + "<span class=\"t\">List</span>&lt;<span class=\"k\">int</span>&gt;(); <span class=\"c\">// note</span>")]
    [InlineData(
        "#!import a.csx\nF(\"s\", 1.5)",
        "<span class=\"d\">#!import a.csx</span>\n"
        + "<span class=\"f\">F</span>(<span class=\"s\">&quot;s&quot;</span>, <span class=\"n\">1.5</span>)")]
    [InlineData("x.Run(a => await a) @@ {{ \" open", null)]
    [InlineData(
        "int Twice(int n) => 2 * n;",
        "<span class=\"k\">int</span> <span class=\"f\">Twice</span>"
        + "(<span class=\"k\">int</span> n) =&gt; <span class=\"n\">2</span> * n;")]
    public void ColoursChangeNoCharacterOfTheCode(string code, string? html)
    {
        var coloured = CSharpHighlighter.ToHtml(code);

        Assert.Equal(code, System.Net.WebUtility.HtmlDecode(AnyTag().Replace(coloured, "")));
        if (html is not null) Assert.Equal(html, coloured);
    }

    private static string RenderSample()
    {
        using var folder = new NotebookFolder();
        File.WriteAllBytes(folder.File("dot.png"), Dot);
        const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><defs><linearGradient id=\"g\"/></defs>"
            + "<rect fill=\"url(#g)\"/></svg>";
        const string Chart = "<div id=\"chart\"></div><script>document.getElementById('chart')</script>";
        var first = folder.WriteNotebook(
            "first.ipynb",
            NotebookFolder.Prose(Prose),
            WithOutputs(1, Value("image/svg+xml", Svg), Value("image/svg+xml", Svg), Value("text/html", Chart),
                Value("text/html", Chart)),
            NotebookFolder.Prose("Another note.[^1]\n\n## A part\n\n[^1]: Again $a$."));
        var second = folder.WriteNotebook(
            "second.ipynb",
            NotebookFolder.Prose("# Second\n\n## A part\n\nWith $\\unknown$ and $b$."),
            WithOutputs(
                2,
                new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stdout",
                    ["text"] = "1 < 2\n\u001b[31mplain\u001b[0m",
                },
                new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = "Boom",
                    ["evalue"] = "line 1: it broke",
                    ["traceback"] = new JsonArray("at cell 1"),
                },
                new JsonObject
                {
                    ["output_type"] = "display_data",
                    ["data"] = new JsonObject
                    {
                        ["text/plain"] = "plain loses",
                        ["text/html"] = "<b>html wins</b><style>\r\n.dni-code-hint {\r\n}</style>",
                    },
                }),
            NotebookFolder.Code("graph TD", "mermaid"));
        var options = new BookOptions
        {
            Title = "A <book>",
            Introduction = "Words *before*.",
            Trust = BookTrust.Outputs,
        };
        return Book.Render([Notebook.Load(first), Notebook.Load(second)], options);
    }

    private static JsonObject Value(string mimeType, string text) =>
        new() { ["output_type"] = "display_data", ["data"] = new JsonObject { [mimeType] = text } };

    private static JsonObject WithOutputs(int count, params JsonObject[] outputs)
    {
        var cell = NotebookFolder.Code("F()", null, count == 2 ? ["hide-input"] : []);
        cell["outputs"] = new JsonArray([.. outputs]);
        cell["execution_count"] = count;
        return cell;
    }

    private static string Body(string page) => page[page.IndexOf("<body>", StringComparison.Ordinal)..];

    [GeneratedRegex("""<(?:img|script|link|iframe)\b[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//""")]
    private static partial Regex RemoteResource();

    [GeneratedRegex("""\sid="([^"]*)""")]
    private static partial Regex Id();

    [GeneratedRegex("""href="#([^"]*)""")]
    private static partial Regex InnerLink();

    [GeneratedRegex("<math.*?</math>")]
    private static partial Regex Formula();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex AnyTag();
}
