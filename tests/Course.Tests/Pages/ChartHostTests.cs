using LeNetLab.Cli.Verbs;
using LeNetLab.Visualization;
using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>
/// A chart becomes interactive in every page that a notebook's host may be: bare, with RequireJS, with an editor's
/// loader of modules.
/// </summary>
public sealed class ChartHostTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string Figure = Chart.Line([new Series("a", [1, 3, 2])], "title", "x", "y").ToHtml();

    // Monaco's loader and RequireJS have a define that takes modules without a name; the latter hands them to who
    // asked.
    private const string Editor =
        "window.taken = 0; window.define = function () { window.taken++; }; window.define.amd = { editor: true };";

    private const string RequireJs = """
        window.define = function (deps, make) { window.made = (make || deps)(); };
        window.define.amd = {};
        window.requirejs = function (urls, ok, no) {
            var t = document.createElement('script');
            t.src = urls[0];
            t.onload = function () { ok(window.made); };
            t.onerror = no;
            document.head.appendChild(t);
        };
        """;

    [Theory]
    [InlineData("")]
    [InlineData(Editor, Explicit = true)]
    [InlineData(RequireJs)]
    public async Task A_chart_becomes_interactive(string host)
    {
        await using var opened = await browser.OpenAsync();
        await opened.Page.RouteAsync("**/plotly-*.min.js", Answer);
        await opened.Page.SetContentAsync(Document(host, Figure));
        await opened.Page.Locator("figure .js-plotly-plot .main-svg").First.WaitForAsync();
        Assert.Empty(opened.Messages);
        if (host != Editor) return;
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("window.taken"));
        Assert.True(await opened.Page.EvaluateAsync<bool>("window.define.amd.editor"));
    }

    /// <summary>Without plotly.js the static form stays; once it is available, the next chart asks again.</summary>
    [Fact]
    public async Task What_did_not_come_is_asked_for_again()
    {
        var asked = 0;
        await using var opened = await browser.OpenAsync();
        await opened.Page.RouteAsync("**/plotly-*.min.js", route => ++asked == 1 ? route.AbortAsync() : Answer(route));
        await opened.Page.SetContentAsync(Document(Editor, Figure));
        await opened.Page.WaitForFunctionAsync("() => window.LeNetLabPlotly === null");
        Assert.True(await opened.Page.Locator("figure img").First.IsVisibleAsync());
        Assert.True(await opened.Page.EvaluateAsync<bool>("window.define.amd.editor"));

        await opened.Page.SetContentAsync(Document(Editor, Figure));
        await opened.Page.Locator("figure .js-plotly-plot .main-svg").First.WaitForAsync();
        Assert.Equal(2, asked);
    }

    private static string Document(string script, string body) =>
        $"<!DOCTYPE html><html><head><meta " +
        $"charset=\"utf-8\"><script>{script}</script></head><body>{body}</body></html>";

    private static Task Answer(IRoute route) => route.FulfillAsync(
        new() { ContentType = "text/javascript", BodyBytes = PlotlySource.Read(PlotlySource.AssemblyFile)! });
}
