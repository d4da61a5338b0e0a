using System.Xml.Linq;
using LeNetLab.Models;
using LeNetLab.Visualization;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The playground where it has to live: notebooks, frames, beside others, and where no script runs.</summary>
public sealed class PlaygroundHostTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public void ItIsOneSmallWellFormedElementThatAsksForNothing()
    {
        var html = PlaygroundPages.Pretrained.ToHtml();

        Assert.Equal("figure", XElement.Parse(html).Name.LocalName);
        Assert.True(html.Length < 700_000, $"{html.Length} characters");
        Assert.DoesNotMatch("""(?i)\b(src|href)=["'](?!data:)""", html);
        Assert.DoesNotContain(" id=", html, StringComparison.Ordinal);
        Assert.Equal(1, html.Split("</script").Length - 1);
    }

    [Fact]
    public async Task WithoutScriptsTheStillPictureShows()
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained,
            new() { JavaScriptEnabled = false });
        var image = (await page.Page.Locator("figure img").BoundingBoxAsync())!;
        Assert.True(image.Width > 500 && image.Height > 150, $"{image.Width}×{image.Height}");
        Assert.Equal(0, await page.Page.Locator(".pad").CountAsync());
    }

    [Fact]
    public async Task TwoOnAPageAreTwo()
    {
        using var other = PlaygroundPages.Network(Activation.Relu, Pooling.Max);
        await using var page = await browser.OpenAsync();
        await page.Page.SetContentAsync(PlaygroundPages.Pretrained.ToHtml() + Playground.Show(other).ToHtml()
            + PlaygroundPages.Pretrained.ToHtml());
        await PlaygroundPages.DrawAsync(page.Page, [(.5f, .15f), (.5f, .85f)]);

        Assert.Equal(3, await page.Page.Locator(".pad").CountAsync());
        Assert.Equal("1", await page.Page.Locator(".digit").Nth(0).InnerTextAsync());
        Assert.Equal("4", await page.Page.Locator(".digit").Nth(2).InnerTextAsync());
        var same = await page.Page.EvaluateAsync<bool>("""
            () => { const [a, b] = [...document.querySelectorAll('.lenetlab-playground')]
                .map(h => h.lenet.run(new Uint8Array(784).fill(90)));
              return a.some((v, i) => Math.abs(v - b[i]) < 1e-6); }
            """);
        Assert.False(same, "The second playground has the first one's weights.");
        Assert.Empty(page.Messages);
    }

    [Theory]
    // As Jupyter and VS Code do: the markup as innerHTML, then each script made anew in its place; and one that runs it
    // elsewhere.
    [InlineData("s.replaceWith(t)")]
    [InlineData("document.head.append(t)")]
    public async Task ItRunsWhereANotebookPutsIt(string evaluate)
    {
        await using var page = await browser.OpenAsync();
        await page.Page.SetContentAsync(
            "<!DOCTYPE html><style>canvas{width:7px!important} *{color:red}</style><div class='out'></div>");
        await page.Page.EvaluateAsync(
            """
            html => {
              const o = document.querySelector('.out');
              o.innerHTML = html;
              for (const s of o.querySelectorAll('script')) {
                const t = document.createElement('script');
                t.textContent = s.textContent;
                EVALUATE;
              }
            }
            """.Replace("EVALUATE", evaluate, StringComparison.Ordinal), PlaygroundPages.Pretrained.ToHtml());
        Assert.Equal("4", await PlaygroundPages.AnswerAsync(page.Page));
        Assert.True((await page.Page.Locator(".pad").BoundingBoxAsync())!.Width > 200);
        Assert.False(await page.Page.Locator("figure img").IsVisibleAsync());
        Assert.Empty(page.Messages);
    }

    [Fact]
    public async Task ItRunsInAFrame()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.SetContentAsync("<iframe sandbox='allow-scripts' style='width:1000px;height:800px'></iframe>");
        await page.Page.Locator("iframe").EvaluateAsync("(frame, html) => { frame.srcdoc = html; }",
            PlaygroundPages.Pretrained.ToHtml());
        await page.Page.FrameLocator("iframe").Locator(".digit").GetByText("4").WaitForAsync();
        Assert.Empty(page.Messages);
    }

    [Fact]
    public void WrongSamplesAndNamesAreRefusedWithOneLine()
    {
        using var model = LeNet5.Pretrained();
        var samples = Assert.Throws<ArgumentException>(
            () => Playground.Show(model, new LeNetLab.Data.ImageSet(new byte[100], [0], 10, 10)));
        Assert.Contains("10×10", samples.Message, StringComparison.Ordinal);
        var names = Assert.Throws<ArgumentException>(() => Playground.Show(model, classNames: ["a"]));
        Assert.Contains("10 outputs", names.Message, StringComparison.Ordinal);
    }
}
