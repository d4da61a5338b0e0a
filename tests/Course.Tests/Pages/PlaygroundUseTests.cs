using LeNetLab.Models;
using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The playground used as a reader does, with mouse, finger and keys, in a real browser.</summary>
public sealed class PlaygroundUseTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly Dictionary<string, (float X, float Y)[][]> Strokes = new(StringComparer.Ordinal)
    {
        ["0"] = [[(.5f, .15f), (.36f, .22f), (.29f, .4f), (.29f, .6f), (.37f, .78f), (.5f, .85f), (.63f, .78f),
            (.71f, .6f), (.71f, .4f), (.64f, .22f), (.5f, .15f)]],
        ["1"] = [[(.5f, .15f), (.5f, .85f)]],
        ["2"] = [[(.3f, .3f), (.38f, .18f), (.55f, .15f), (.68f, .25f), (.66f, .42f), (.5f, .62f), (.3f, .83f),
            (.72f, .83f)]],
        ["3"] = [[(.3f, .2f), (.5f, .14f), (.66f, .25f), (.6f, .42f), (.45f, .48f), (.64f, .56f), (.7f, .7f),
            (.55f, .85f), (.3f, .8f)]],
        ["4"] = [[(.35f, .15f), (.3f, .5f), (.7f, .5f)], [(.66f, .15f), (.62f, .88f)]],
        ["7"] = [[(.27f, .2f), (.72f, .2f), (.45f, .87f)]],
    };

    [Fact]
    public async Task ADrawnDigitIsReadRight()
    {
        await using var page = await OpenAsync();
        foreach (var (digit, strokes) in Strokes)
        {
            await page.Page.Locator(".pad").First.PressAsync("Delete");
            await PlaygroundPages.DrawAsync(page.Page, strokes);
            Assert.Equal(digit, await PlaygroundPages.AnswerAsync(page.Page));
        }

        AssertQuiet(page);
    }

    [Fact]
    public async Task AFingerDrawsToo()
    {
        await using var page = await OpenAsync(
            new() { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 844 } });
        await page.Page.Locator(".pad").EvaluateAsync("""
            pad => { const r = pad.getBoundingClientRect();
              pad.setPointerCapture = () => {};
              const send = (type, x, y) => pad.dispatchEvent(new PointerEvent(type, {
                pointerId: 5, pointerType: 'touch', isPrimary: true, bubbles: true,
                button: type === 'pointermove' ? -1 : 0,
                clientX: r.left + x * r.width, clientY: r.top + y * r.height }));
              send('pointerdown', .5, .15);
              for (let y = .2; y < .86; y += .05) send('pointermove', .5, y);
              send('pointerup', .5, .85); }
            """);
        await PlaygroundPages.NextFrameAsync(page.Page);
        // Whatever still moves costs a stroke its next frames.
        Assert.Equal(0, await page.Page.Locator(".lenetlab-playground").EvaluateAsync<int>(
            "e => e.shadowRoot.getAnimations().length"));
        Assert.Equal("1", await PlaygroundPages.AnswerAsync(page.Page));
        Assert.Equal(
            "none", await page.Page.Locator(".pad").EvaluateAsync<string>("e => getComputedStyle(e).touchAction"));
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page scrolls sideways.");
    }

    [Fact]
    public async Task ItsKeysDoNotReachTheNotebookAroundIt()
    {
        await using var page = await OpenAsync();
        await page.Page.EvaluateAsync("""
            () => {
              window.reached = [];
              for (const target of [window, document, document.body])
                target.addEventListener('keydown', event => window.reached.push(event.key));
            }
            """);
        string[] keys =
            ["ArrowUp", "ArrowDown", "ArrowLeft", "PageDown", "PageUp", "Delete", "Backspace", " ", "Enter", "4", "m"];
        foreach (var part in new[] { ".pad", ".flow [tabindex]", "input[type=range]", ".samples button", ".label",
            ".kernels canvas" })
        {
            await page.Page.Locator(part).First.FocusAsync();
            foreach (var key in keys) await page.Page.Keyboard.PressAsync(key);
        }

        Assert.Empty(await page.Page.EvaluateAsync<string[]>("window.reached"));
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Contains("Tab", await page.Page.EvaluateAsync<string[]>("window.reached"));
        AssertQuiet(page);
    }

    [Fact]
    public async Task TheKeyboardDraws()
    {
        await using var page = await OpenAsync();
        await page.Page.Locator(".pad").FocusAsync();
        foreach (var key in new[] { "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp", " ", "Shift+ArrowDown",
            "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", " " })
            await page.Page.Keyboard.PressAsync(key);
        await PlaygroundPages.NextFrameAsync(page.Page);
        Assert.Equal("1", await PlaygroundPages.AnswerAsync(page.Page));

        await page.Page.Keyboard.PressAsync("Delete");
        await PlaygroundPages.NextFrameAsync(page.Page);
        Assert.Equal("–", await PlaygroundPages.AnswerAsync(page.Page));
        AssertQuiet(page);
    }

    [Fact]
    public async Task EverythingIsReachedByTabAndHasAName()
    {
        await using var page = await OpenAsync();
        var names = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            names.Add(await page.Page.EvaluateAsync<string>(
                $"(() => {{ const e = {PlaygroundPages.Host}.shadowRoot.activeElement; return e ? " +
                $"e.getAttribute('aria-label') || e.textContent || (e.labels && e.labels[0].textContent) || '?' : " +
                $"''; }})()"));
        }

        Assert.DoesNotContain("?", names);
        Assert.Contains(names, name => name.StartsWith("Draw a digit", StringComparison.Ordinal));
        Assert.Equal(10, names.Distinct(
            StringComparer.Ordinal).Count(name => name.StartsWith("Load a real", StringComparison.Ordinal)));
        foreach (var layer in LeNet5.LayerNames)
            Assert.Contains(names, name => name.StartsWith(layer + ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APixelIsTakenApartByKeyboardAndByPointer()
    {
        await using var page = await OpenAsync();
        var c3 = page.Page.Locator(".layer.c3 canvas");
        // Tab, and not a click or a script: only then is the focus one that shows.
        while (!await c3.EvaluateAsync<bool>("e => e.matches(':focus')")) await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("PageDown");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("C3, map 1, row 5, column 6", await page.Page.Locator(".what").InnerTextAsync(),
            StringComparison.Ordinal);
        var value = await page.Page.EvaluateAsync<double>($"{PlaygroundPages.Host}.lenet.layers[3].values[156]");
        var sum = await page.Page.Locator(".sum").InnerTextAsync();
        Assert.Contains("150 products", sum, StringComparison.Ordinal);
        Assert.EndsWith(Text(value), sum, StringComparison.Ordinal);
        Assert.Contains(sum, await page.Page.Locator(".inspector .live").InnerTextAsync(), StringComparison.Ordinal);

        await page.Page.Locator(".layer.c1 canvas").HoverAsync(new() { Position = new() { X = 1, Y = 1 } });
        await PlaygroundPages.NextFrameAsync(page.Page);
        Assert.StartsWith("C1, map 0, row 0, column 0", await page.Page.Locator(".what").InnerTextAsync(),
            StringComparison.Ordinal);
        AssertQuiet(page);
    }

    [Fact]
    public async Task SamplesClearAndUndoWork()
    {
        await using var page = await OpenAsync();
        foreach (var button in await page.Page.Locator(".samples button").AllAsync())
        {
            var digit = (await button.GetAttributeAsync("aria-label"))![^1..];
            await button.ClickAsync();
            await PlaygroundPages.NextFrameAsync(page.Page);
            Assert.Equal(digit, await PlaygroundPages.AnswerAsync(page.Page));
        }

        var last = await PlaygroundPages.AnswerAsync(page.Page);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await PlaygroundPages.NextFrameAsync(page.Page);
        Assert.Equal("–", await PlaygroundPages.AnswerAsync(page.Page));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await PlaygroundPages.NextFrameAsync(page.Page);
        Assert.Equal(last, await PlaygroundPages.AnswerAsync(page.Page));
        AssertQuiet(page);
    }

    [Fact]
    public async Task TheAnswerIsToldToAScreenReader()
    {
        await using var page = await OpenAsync();
        await PlaygroundPages.DrawAsync(page.Page, Strokes["7"]);
        await page.Page.GetByText("Read as 7").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal("polite", await page.Page.Locator(".left .live").GetAttributeAsync("aria-live"));
    }

    private Task<BrowserPage> OpenAsync(BrowserNewContextOptions? options = null) =>
        PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained, options);

    private static string Text(double value) =>
        (value < 0 ? "−" : "") + Math.Abs(value).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertQuiet(BrowserPage page)
    {
        Assert.Empty(page.Messages);
        Assert.Single(page.Requests);
    }
}
