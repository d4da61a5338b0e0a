using System.Text.Json.Nodes;
using NotebookPages.Documents;
using NotebookPages.Rendering;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>A notebook by somebody else, opened as a page: nothing of it runs, nothing is asked for.</summary>
public sealed class ForeignPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Address = "http://foreign.example/";

    private static readonly string[] Attacks =
    [
        "<script>window.ran = 1</script>",
        "<img src=x onerror='window.ran = 1'>",
        $"<img src={Address}a.png> <img src='{Address}b.png'> <img srcset='{Address}c.png 2x'>",
        $"<iframe src={Address}d></iframe><iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
        $"<video src={Address}e autoplay></video><audio src={Address}f autoplay></audio><embed src={Address}g>",
        $"<object data={Address}h></object><link rel=stylesheet href={Address}i><link rel=preconnect href={Address}>",
        $"<style>@import '{Address}j'; body {{ background: url({Address}k) }} h1 {{ display: none }}</style>",
        $"<div style=\"background: url({Address}l); position: fixed; inset: 0\">over</div>",
        $"<svg onload='window.ran = 1'><image href={Address}m /><use href='{Address}n#a'/><script>ran = "
        + "1</script></svg>",
        "<svg><a xlink:href='javascript:window.ran = 1'><text y=20>click</text></a><animate onbegin='ran=1'/></svg>",
        $"<meta http-equiv=refresh content='0;url={Address}o'><base href={Address}>",
        "<a href='javascript:window.ran = 1'>press</a> [also](javascript:window.ran=1) <details "
        + "ontoggle='ran=1' open>x",
        $"<form action={Address}p><button autofocus onfocus='ran=1'>send</button></form>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=ran=1&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=ran=1>'></noscript><body onload='ran=1'>",
        $"![picture]({Address}q.png) <picture><source srcset={Address}r><img src={Address}s></picture>",
        "<script nonce='guess'>window.ran = 1</script><img src='data:text/html,<script>ran=1</script>'>",
    ];

    [Fact]
    public async Task NothingOfAForeignNotebookRunsOrAsks()
    {
        using var folder = new CliFolder();
        var path = folder["foreign.ipynb"];
        var cells = new JsonArray([.. Attacks.Select(attack => (JsonNode)Prose(attack))]);
        foreach (var attack in Attacks)
        {
            cells.Add(Shown("text/html", attack));
            cells.Add(Shown("text/markdown", attack));
            cells.Add(Shown("image/svg+xml", $"<svg xmlns='http://www.w3.org/2000/svg'>{attack}</svg>"));
        }

        cells.Insert(0, Prose("# Title <script>window.ran = 1</script> <img src=x onerror=ran=1>"));
        await File.WriteAllTextAsync(path, new JsonObject
        {
            ["cells"] = cells,
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString(), TestContext.Current.CancellationToken);
        Book.Save(folder["page.html"], [Notebook.Load(path)], new BookOptions { Title = "<script>ran=1</script>" });

        await using var opened = await browser.OpenAsync();
        var page = opened.Page;
        await page.GotoAsync(new Uri(folder["page.html"]).AbsoluteUri);
        foreach (var link in await page.Locator("main a, main details summary").AllAsync())
            await link.EvaluateAsync("part => part.dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        await page.WaitForTimeoutAsync(300);

        Assert.True(await page.EvaluateAsync<bool>("() => window.ran === undefined"));
        Assert.Equal([new Uri(folder["page.html"]).AbsoluteUri], opened.Requests.Where(url => !IsData(url)));
        Assert.Equal("visible", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).visibility"));
        Assert.Equal(0,
            await page.Locator("main iframe, main script, main object, main embed, main form").CountAsync());
    }

    /// <summary>What the run displayed may run, and the page's policy lets it.</summary>
    [Fact]
    public async Task WhatTheRunDisplayedRunsAndTheProseBesideItDoesNot()
    {
        using var folder = new CliFolder();
        var path = folder["own.ipynb"];
        await File.WriteAllTextAsync(path, new JsonObject
        {
            ["cells"] = new JsonArray(
                Prose("<script>window.prose = 1</script>"),
                Shown("text/html", "<p id=a>no</p><script>document.getElementById('a').textContent = 'yes'</script>"),
                Shown("text/html", "<button id=b onclick=\"this.textContent = 'pressed'\">press</button>")),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString(), TestContext.Current.CancellationToken);
        Book.Save(
            folder["page.html"], [Notebook.Load(path)],
            new BookOptions { Title = "Own", Trust = BookTrust.Outputs });

        await using var opened = await browser.OpenAsync();
        await opened.Page.GotoAsync(new Uri(folder["page.html"]).AbsoluteUri);
        await opened.Page.ClickAsync("#b");

        Assert.Equal("yes", await opened.Page.TextContentAsync("#a"));
        Assert.Equal("pressed", await opened.Page.TextContentAsync("#b"));
        Assert.True(await opened.Page.EvaluateAsync<bool>("() => window.prose === undefined"));
        Assert.Empty(opened.Messages);
    }

    private static bool IsData(string url) => url.StartsWith("data:", StringComparison.Ordinal);

    private static JsonObject Prose(string markdown) =>
        new() { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = markdown };

    private static JsonObject Shown(string type, string content) => new()
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject(),
        ["source"] = "F()",
        ["execution_count"] = 1,
        ["outputs"] = new JsonArray(new JsonObject
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { [type] = content },
        }),
    };
}
