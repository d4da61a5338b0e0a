using LeNetLab.Models;
using LeNetLab.Training;
using LeNetLab.Visualization;
using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The film of a training in a page: moved by the keyboard, still where a reader wants no motion.</summary>
public sealed class TrainingFilmPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Shift = "e => e.style.transform";

    // As strict as the course's page is with what a run put out, and a notebook that listens for keys.
    private const string Head = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>film</title>"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
        + "'unsafe-inline'; script-src 'unsafe-inline'\"><script>window.keys = 0; "
        + "document.addEventListener('keydown', function () { window.keys++; });</script></head><body>";

    [Fact]
    public async Task The_slider_moves_every_panel_and_the_button_plays()
    {
        await using var opened = await browser.OpenAsync(new()
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await opened.Page.SetContentAsync(Head + Film().ToHtml() + "</body></html>");
        var (slider, note) = (opened.Page.GetByLabel("Frame"), opened.Page.Locator("figure p"));
        var strip = opened.Page.Locator("figure img").Last;
        Assert.Equal("3", await slider.InputValueAsync());
        Assert.Equal("translateY(-75%)", await strip.EvaluateAsync<string>(Shift));

        await slider.PressAsync("ArrowLeft");
        Assert.Equal("translateY(-50%)", await strip.EvaluateAsync<string>(Shift));
        Assert.StartsWith("Step 2:", await note.TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(await note.TextContentAsync(), await slider.GetAttributeAsync("aria-valuetext"));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("window.keys"));

        var button = opened.Page.GetByRole(AriaRole.Button);
        await button.PressAsync("Enter");
        Assert.Equal("Pause", await button.TextContentAsync());
        await button.GetByText("Play").WaitForAsync();
        Assert.Equal("3", await slider.InputValueAsync());
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(opened.Messages);
        Assert.Empty(opened.Requests);
    }

    [Fact]
    public async Task It_starts_by_itself_where_motion_is_welcome()
    {
        await using var opened = await browser.OpenAsync();
        await opened.Page.SetContentAsync(Head + Film().ToHtml() + "</body></html>");
        await opened.Page.GetByText("Pause").WaitForAsync();
    }

    [Fact]
    public async Task AxeFindsNothing()
    {
        var axe = Path.Combine(CourseFolder.Root, "artifacts", "npm", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not here: npm install --prefix artifacts/npm axe-core");
        await using var opened = await browser.OpenAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await opened.Page.SetContentAsync(Head + "<main><h1>A film</h1>" + Film().ToHtml() + "</main></body></html>");
        await opened.Page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        Assert.Empty(await opened.Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations"
            + ".flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200)))"));
    }

    private static TrainingFilm Film()
    {
        using var model = PlaygroundPages.Network(Activation.Tanh, Pooling.Average);
        var film = new TrainingFilm(model, PlaygroundPages.Digits.Take(20));
        for (var step = 1; step <= 3; step++)
            film.Report(new TrainingProgress(1, 1, step, 3, 1, null, "torch"));
        return film;
    }
}
