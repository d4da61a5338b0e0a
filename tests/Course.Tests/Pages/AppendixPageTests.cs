using LeNetLab.Cli.Terminal;
using LeNetLab.Cli.Verbs;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using Microsoft.Playwright;
using NotebookPages.Documents;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The page of the saved appendix, whose Plotly.NET charts load scripts from two fixed addresses.</summary>
public sealed class AppendixPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Charts = ".two-forms";
    private static readonly string Saved =
        Path.Combine(CourseFolder.Notebooks, "extras", "plotly-net-interactive.ipynb");

    private readonly string _folder = CourseFolder.Temporary("appendix");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Its_charts_are_drawn_and_nothing_is_fetched()
    {
        await using var opened = await browser.OpenAsync();
        await opened.GotoFileAsync(Write());
        await opened.Page.Locator($"{Charts} .main-svg").First.WaitForAsync();
        await opened.Page.WaitForFunctionAsync(
            $"() => [...document.querySelectorAll('{Charts}')].every(chart => chart.querySelector('.main-svg'))");
        Assert.Equal(2, await opened.Page.Locator($"{Charts} .js-plotly-plot").CountAsync());
        Assert.Equal(0, await Pictures(opened).CountAsync());
        Assert.Empty(opened.Messages);
        var files = opened.Requests.Select(url => url[(url.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal);
        Assert.Equal(["index.html", "plotly.min.js"], files);
        Assert.All(opened.Requests, url => Assert.StartsWith("file:", url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_scripts_off_the_pictures_show()
    {
        await using var opened = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        await opened.GotoFileAsync(Write());
        Assert.Equal(2, await Pictures(opened).CountAsync());
    }

    [Fact]
    public async Task Without_plotly_js_the_pictures_stay_and_nobody_is_asked()
    {
        var page = Write();
        File.Delete(Path.Combine(_folder, "plotly.min.js"));
        await using var opened = await browser.OpenAsync();
        await opened.GotoFileAsync(page);
        Assert.Equal(2, await Pictures(opened).CountAsync());
        Assert.All(opened.Requests, url => Assert.StartsWith("file:", url, StringComparison.Ordinal));
    }

    private static ILocator Pictures(BrowserPage opened) =>
        opened.Page.Locator($"{Charts} > img").Filter(new() { Visible = true });

    private string Write()
    {
        var page = Path.Combine(_folder, "index.html");
        var digits = Digits.Load(DigitsOptions.BuiltInName, new DrawnDigits(), TestContext.Current.CancellationToken);
        CoursePage.Write(page, [Notebook.Load(Saved)], digits, new Screen(json: false));
        return page;
    }
}
