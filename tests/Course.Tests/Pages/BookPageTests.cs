using LeNetLab.Cli.Terminal;
using LeNetLab.Cli.Verbs;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using Microsoft.Playwright;
using NotebookPages.Documents;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>
/// The page of the committed notebooks and their outputs, in a browser: with and without plotly.js, scripts, light,
/// width. To draw all its charts takes long, so these run on request.
/// </summary>
public sealed class BookPageTests(
    BookPageTests.Made made, Browser browser) : IClassFixture<BookPageTests.Made>, IClassFixture<Browser>
{
    private static readonly string[] Rules =
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    private const string Charts = "figure[data-lenetlab-chart]";

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryPictureIsDrawnEveryChartIsInteractiveAndNothingIsFetched(ColorScheme scheme)
    {
        var opened = await OpenAsync(scheme);
        var page = opened.Page;
        var charts = await page.Locator(Charts).CountAsync();
        Assert.True(charts >= 4, $"{charts} charts");
        Assert.Equal(charts, await page.Locator(".js-plotly-plot").CountAsync());
        Assert.Equal(0, await page.Locator($"{Charts} > img").Filter(new() { Visible = true }).CountAsync());
        Assert.Empty(await UndrawnAsync(page));
        Assert.Empty(opened.Messages);
        Assert.Equal(["index.html", "plotly.min.js"],
            opened.Requests.Select(url => url[(url.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal));
        Assert.All(opened.Requests, url => Assert.StartsWith("file:", url, StringComparison.Ordinal));
    }

    [Fact(Explicit = true)]
    public async Task ThePageAloneKeepsItsStaticChartsAsksNobodyAndIsReadByEveryone()
    {
        var alone = Path.Combine(made.Folder, "alone");
        Directory.CreateDirectory(alone);
        var copy = Path.Combine(alone, "page.html");
        File.Copy(made.Page, copy, overwrite: true);

        await using var opened = await browser.OpenAsync();
        await opened.GotoFileAsync(copy);
        var charts = await opened.Page.Locator(Charts).CountAsync();
        Assert.Equal(
            charts, await opened.Page.Locator($"{Charts} > img").Filter(new() { Visible = true }).CountAsync());
        Assert.Equal(0, await opened.Page.Locator(".js-plotly-plot").CountAsync());
        Assert.Empty(await UndrawnAsync(opened.Page));
        Assert.All(opened.Requests, url => Assert.StartsWith("file:", url, StringComparison.Ordinal));
        Assert.Contains("ERR_FILE_NOT_FOUND", Assert.Single(opened.Messages), StringComparison.Ordinal);
        await CanBeReadWithTheKeyboardAndByAScreenReaderAsync(opened.Page);
    }

    [Fact(Explicit = true)]
    public async Task WithScriptsOffNothingIsBlank()
    {
        await using var opened = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        await opened.GotoFileAsync(made.Page);
        // A question that waits for its answer is not shown: nobody can answer it on a page.
        var outputs = opened.Page.Locator(".output:not(:has(> .lenetlab-unanswered)), .front");
        Assert.Equal(0, await opened.Page.GetByText("Not answered yet").Filter(new() { Visible = true }).CountAsync());
        var count = await outputs.CountAsync();
        Assert.True(count > 40, $"{count} outputs");
        // All in one question; one each is a thousand messages.
        Assert.Empty(await outputs.EvaluateAllAsync<string[]>("""
            all => {
              const seen = e => {
                const r = e.getBoundingClientRect();
                return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility === 'visible';
              };
              const shows = e => [...e.querySelectorAll('img, svg')].some(seen) || e.innerText.trim().length > 0;
              return all.filter(e => !shows(e) || !(e.getBoundingClientRect().height > 15))
                .map(e => e.outerHTML.slice(0, 300));
            }
            """));

        // Code is there, and folds without a script; the switch, which needs one, is not shown.
        Assert.True(await opened.Page.Locator("details.code[open] pre").First.IsVisibleAsync());
        Assert.False(await opened.Page.Locator(".code-switch").IsVisibleAsync());
    }

    [Fact(Explicit = true)]
    public async Task NoWidthScrollsSideways()
    {
        var page = (await OpenAsync(ColorScheme.Light)).Page;
        foreach (int width in new[] { 360, 390, 768, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            // Once the charts have taken the new width.
            await page.WaitForFunctionAsync("() => document.scrollingElement.scrollWidth <= innerWidth");
        }
    }

    [Fact(Explicit = true)]
    public async Task TheSwitchFoldsAndUnfoldsAllCode()
    {
        var opened = await OpenAsync(ColorScheme.Light);
        var button = opened.Page.Locator(".code-switch");
        var all = await opened.Page.Locator("details.code").CountAsync();
        Assert.True(await opened.Page.Locator("details.code[open]").CountAsync() > 0);

        await button.ClickAsync();
        Assert.Equal(0, await opened.Page.Locator("details.code[open]").CountAsync());
        Assert.Equal("Show all code", await button.InnerTextAsync());
        await button.ClickAsync();
        Assert.Equal(all, await opened.Page.Locator("details.code[open]").CountAsync());
        Assert.Equal("Hide all code", await button.InnerTextAsync());
    }

    [Fact(Explicit = true)]
    public async Task OnPaperTheCodeIsOpenTheChartsAreStaticAndTheSwitchIsGone()
    {
        var opened = await OpenAsync(ColorScheme.Light);
        await opened.Page.Locator(".code-switch").ClickAsync();
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await opened.Page.Locator(".code-switch").IsVisibleAsync());
        Assert.True(await opened.Page.Locator($"{Charts} > img").First.IsVisibleAsync());
        Assert.False(await opened.Page.Locator(".js-plotly-plot").First.IsVisibleAsync());
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(0, await opened.Page.Locator("main details:not([open])").CountAsync());
        await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        Assert.Equal(0, await opened.Page.Locator("details.code[open]").CountAsync());
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await opened.Page.Locator(".code-switch").ClickAsync();
    }

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task ItsTextStandsOut(ColorScheme scheme)
    {
        var opened = await OpenAsync(scheme);
        var faint = await opened.Page.EvaluateAsync<string[]>("""
            () => {
              const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
              const light = text => {
                const [r, g, b] = text.match(/[\d.]+/g).map(v => linear(v / 255));
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const ground = e => {
                for (; e; e = e.parentElement) {
                  const c = getComputedStyle(e).backgroundColor;
                  if (!/, 0\)|transparent/.test(c)) return c;
                }
                return 'rgb(255,255,255)';
              };
              const found = new Set();
              const text = 'p, li, a, summary, h1, h2, h3, h4, td, th, pre span, figcaption, button, .lead, .name';
              for (const e of document.querySelectorAll(text)) {
                if (!e.offsetParent || e.closest('.js-plotly-plot, .skip')) continue;
                const a = light(getComputedStyle(e).color), b = light(ground(e));
                if ((Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5)
                  found.add(e.tagName + '.' + e.className + ' ' + getComputedStyle(e).color + ' on ' + ground(e));
              }
              return [...found];
            }
            """);
        Assert.Empty(faint);
    }

    /// <summary>
    /// The rules of WCAG 2.2, levels A and AA, as axe-core checks them; in the dark only the colours again.
    /// </summary>
    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task AxeFindsNothing(ColorScheme scheme)
    {
        var axe = Path.Combine(CourseFolder.Root, "artifacts", "npm", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(axe), "axe-core is not here: npm install --prefix artifacts/npm axe-core");
        var page = (await OpenAsync(scheme)).Page;
        await page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            async scope => (await axe.run({ exclude: ['.js-plotly-plot'] }, { resultTypes: ['violations'],
                runOnly: scope })).violations
              .flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + n.html.slice(0, 200)))
            """, scheme == ColorScheme.Light ? Rules : ["wcag2aa"]));
    }

    [Fact]
    public void ThePageNamesNoFolderOfThisMachineAndAsksForNothingFromElsewhere()
    {
        var page = File.ReadAllText(made.Page);
        Assert.DoesNotContain(CourseFolder.Root, page, StringComparison.Ordinal);
        Assert.DoesNotMatch(CoursePageTests.Elsewhere(), page);
    }

    /// <summary>
    /// The page with its scripts, opened once for all who leave it as it was; all charts have become interactive.
    /// </summary>
    private async Task<BrowserPage> OpenAsync(ColorScheme scheme)
    {
        if (made.Opened.TryGetValue(scheme, out var there)) return there;
        var opened = await browser.OpenAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });
        await opened.GotoFileAsync(made.Page);
        await opened.Page.WaitForFunctionAsync($"() => [...document.querySelectorAll('{Charts}')].every(f => " +
            "f.querySelector('.js-plotly-plot .main-svg'))");
        return made.Opened[scheme] = opened;
    }

    private static async Task CanBeReadWithTheKeyboardAndByAScreenReaderAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#content", await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('href')"));
        Assert.True(await page.Locator(".skip").IsVisibleAsync());
        Assert.Equal("en", await page.EvaluateAsync<string>("() => document.documentElement.lang"));
        Assert.True((await page.Locator("meta[name=description]").GetAttributeAsync("content"))!.Length > 50);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.Equal(1, await page.Locator("main").CountAsync());
        Assert.Equal(1, await page.Locator("nav[aria-label]").CountAsync());
        Assert.Equal(0, await page.Locator("img:not([alt]), img[alt='']").CountAsync());
        var ids = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[id]')].map(e => e.id)");
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        var broken = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href')).filter(h => " +
            "!document.getElementById(decodeURIComponent(h.slice(1))))");
        Assert.Empty(broken);
    }

    private static Task<string[]> UndrawnAsync(IPage page) => page.EvaluateAsync<string[]>("""
        async () => {
          const all = [...document.images];
          await Promise.all(all.map(i => i.decode().catch(() => {})));
          return all.filter(i => i.naturalWidth === 0).map(i => i.alt);
        }
        """);

    /// <summary>The page, made once: the saved notebooks are run by nobody here, so it takes no minutes.</summary>
    public sealed class Made : IDisposable
    {
        public Made()
        {
            Page = Path.Combine(Folder, "index.html");
            var digits = Digits.Load(DigitsOptions.BuiltInName, new DrawnDigits(),
                TestContext.Current.CancellationToken);
            CoursePage.Write(Page, [.. CourseFolder.NotebookFiles().Select(Notebook.Load)], digits,
                new Screen(json: false));
        }

        public string Folder { get; } = CourseFolder.Temporary("book");

        public string Page { get; }

        public Dictionary<ColorScheme, BrowserPage> Opened { get; } = [];

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
