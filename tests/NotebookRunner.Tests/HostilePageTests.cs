using System.Text.Json.Nodes;
using NotebookPages.Documents;
using NotebookPages.Rendering;

namespace NotebookRunner.Tests;

/// <summary>One cell that cannot be rendered costs its own rendering, and the page no more than it deserves.</summary>
public sealed class HostilePageTests
{
    public static TheoryData<string, string, bool> Prose => new()
    {
        { "braces in a formula", $"$${new string('{', 12_000)}x{new string('}', 12_000)}$$", false },
        { "nested quotes", $"{string.Concat(Enumerable.Repeat("> ", 300))}deep", true },
        { "nested lists", string.Concat(Enumerable.Range(0, 300).Select(i => $"{new string(' ', 2 * i)}- x\n")), true },
        { "half-open intervals", string.Concat(Enumerable.Repeat("[0, 1) ", 300)), true },
        { "comments that stay open", string.Concat(Enumerable.Repeat("x <!-- ", 30_000)), true },
        { "pictures that stay open", string.Concat(Enumerable.Repeat("x <img ", 30_000)), true },
        { "links that stay open", string.Concat(Enumerable.Repeat("[a](", 50_000)), true },
        { "code that stays open", string.Concat(Enumerable.Range(1, 400).Select(i => new string('`', i) + " ")), true },
        { "equal headings", string.Concat(Enumerable.Repeat("## Same\n\n", 5_000)), false },
        { "nested elements", string.Concat(Enumerable.Repeat("<div>", 20_000)), true },
        { "primes", $"$x{new string('\'', 100_000)}$", false },
        { "an open comment", "text <!-- and the rest", false },
        { "an open script", "text\n\n<script>let x = 1;", false },
        { "an open text area", "text\n\n<textarea>", false },
        { "open details", "<details><summary>more</summary>\n\ntext", false },
    };

    public static TheoryData<string, string> Code => new()
    {
        { "brackets", new string('(', 100_000) },
        { "generics", string.Concat(Enumerable.Repeat("List<", 12_000)) },
        { "blocks", string.Concat(Enumerable.Repeat("if (x) {", 20_000)) },
        { "conditions", string.Concat(Enumerable.Repeat("if (x) ", 20_000)) },
        { "signs", new string('!', 100_000) },
        { "patterns", $"x is {string.Concat(Enumerable.Repeat("not ", 50_000))}null" },
        { "choices", string.Concat(Enumerable.Repeat("a ? b : ", 20_000)) },
        { "interpolations", string.Concat(Enumerable.Repeat("$\"{", 10_000)) },
    };

    [Theory]
    [MemberData(nameof(Prose))]
    public void OneCellOfProseCostsOneCell(string what, string markdown, bool asSource)
    {
        var page = Render(NotebookFolder.Prose(markdown));

        Assert.True(page.Contains("shown as its source", StringComparison.Ordinal) == asSource, what);
    }

    [Theory]
    [MemberData(nameof(Code))]
    public void OneCellOfCodeCostsOneCell(string what, string code)
    {
        var page = Render(NotebookFolder.Code(code));

        Assert.True(page.Contains(HtmlText.Encode(code[..20]), StringComparison.Ordinal)
            || page.Contains("<span class=", StringComparison.Ordinal), what);
    }

    [Fact]
    public void SavedOutputsOfEveryKindAreShownOrNamed()
    {
        var cell = NotebookFolder.Code("F()");
        cell["outputs"] = new JsonArray(
            Output("application/vnd.plotly.v1+json", new JsonObject { ["data"] = new JsonArray() }),
            Output("text/html", "<p>open <b>bold<table><tr><th>a</th></tr><!-- never closed"),
            Output("image/png", "iVBORw0KGgo=\"onerror=\"alert(1)"),
            Output("text/html", string.Concat(Enumerable.Repeat("<div>", 5_000))));
        cell["outputs"]![2]!["metadata"] =
            new JsonObject { ["image/png"] = new JsonObject { ["width"] = 320, ["height"] = 240 } };

        var page = Render(cell);

        Assert.Contains("not shown in this page: application/vnd.plotly.v1+json", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">", page, StringComparison.Ordinal);
        Assert.Contains("width=\"320\" height=\"240\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"onerror=\"", page, StringComparison.Ordinal);
        Assert.Contains("shown as its source", page, StringComparison.Ordinal);
    }

    [Fact]
    public void FlagsTitlesFormulasAndTerminalTextAreRead()
    {
        using var folder = new NotebookFolder();
        var hidden = NotebookFolder.Code("Hidden()");
        hidden["metadata"] = new JsonObject { ["jupyter"] = new JsonObject { ["source_hidden"] = true } };
        hidden["outputs"] = new JsonArray(
            Stream("10 %\r"), Stream("\u001b[3"), Stream("2m100 %\u001b[0m done\n"));
        var path = folder.WriteNotebook(
            "a.ipynb",
            NotebookFolder.Prose("# The *first* `code` & $x^2$\n\n$$\\begin{align} a &= b \\\\ c &= d \\end{align}$$"),
            hidden);

        var page = Book.Render([Notebook.Load(path)], new BookOptions { Title = "Book" });

        Assert.Contains("<a href=\"#n1\">The first code &amp; x^2</a>", page, StringComparison.Ordinal);
        Assert.Contains("<mtable columnalign=\"right left\"", page, StringComparison.Ordinal);
        Assert.Contains("<details class=\"code\"><summary>C#", page, StringComparison.Ordinal);
        Assert.Contains("<pre>100 % done", page, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksLeadToTheirPlaceAndPicturesStayInTheirFolder()
    {
        using var folder = new NotebookFolder();
        folder.Write("secret.png", "secret");
        folder.Write("course/inside.png", "inside");
        File.CreateSymbolicLink(folder.File("course/link.png"), folder.File("secret.png"));
        Directory.CreateSymbolicLink(folder.File("course/up"), folder.Path);
        var first = folder.WriteNotebook(
            "course/a.ipynb",
            NotebookFolder.Prose("[part](b.ipynb#a-part) [doc](../docs/x%20y.md#z) ![in](<img src=inside.png>)"),
            NotebookFolder.Prose(
                $"<img src=inside.png>\n<img src='../secret.png'>\n<img src=\"{folder.File("secret.png")}\">\n"
                + "<img src=link.png> <img src=up/secret.png>"));
        var second = folder.WriteNotebook("course/b.ipynb", NotebookFolder.Prose("# B\n\n## A part"));

        Book.Save(
            folder.File("out/page.html"), [Notebook.Load(first), Notebook.Load(second)],
            new BookOptions { Title = "Book" });

        var page = File.ReadAllText(folder.File("out/page.html"));
        Assert.Contains("href=\"#n2-a-part\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"../docs/x%20y.md#z\"", page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("inside"u8), page, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("secret"u8), page, StringComparison.Ordinal);
    }

    private static JsonObject Output(string type, JsonNode content) =>
        new() { ["output_type"] = "display_data", ["data"] = new JsonObject { [type] = content } };

    private static JsonObject Stream(string text) =>
        new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text };

    private static string Render(JsonObject cell)
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook(
            "a.ipynb", NotebookFolder.Prose("# Title\n\nBefore."), cell, NotebookFolder.Prose("*After.*"));
        var page = Book.Render([Notebook.Load(path)], new BookOptions { Title = "Book" });
        Assert.Contains("<p>Before.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<section class=\"prose\">\n<p><em>After.</em></p>", page, StringComparison.Ordinal);
        return page;
    }
}
