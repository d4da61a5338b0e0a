using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>How far the playground believes its own answer.</summary>
public sealed class PlaygroundAnswerTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly (float X, float Y)[] Seven = [(.2f, .25f), (.45f, .25f), (.3f, .75f)];

    private static readonly (float X, float Y)[] Scribble =
    [
        (.2f, .3f), (.8f, .35f), (.25f, .45f), (.75f, .5f), (.3f, .2f), (.6f, .8f), (.4f, .7f), (.85f, .6f),
        (.2f, .65f), (.7f, .2f), (.5f, .9f), (.15f, .5f),
    ];

    [Fact]
    public async Task OnlyADigitIsAnsweredAsOne()
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained);
        await PlaygroundPages.DrawAsync(page.Page, Seven);
        await AssertSaysAsync("7", "certain", "Read as 7");
        await PlaygroundPages.DrawAsync(page.Page, [(.75f, .25f), (.75f, .75f)]);
        await AssertSaysAsync("?", "several digits", "Several digits.");
        await ClearAsync();
        await AssertSaysAsync("–", "nothing drawn", "The pad is empty.");
        await PlaygroundPages.DrawAsync(page.Page, Scribble);
        await AssertSaysAsync("?", "not a digit", "Not a digit.");
        await ClearAsync();
        await PlaygroundPages.DrawAsync(page.Page, [(.1f, .5f), (.9f, .5f)]);
        await AssertSaysAsync("?", "not a digit", "Not a digit.");
        Assert.Empty(page.Messages);

        Task ClearAsync() => page.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

        async Task AssertSaysAsync(string digit, string words, string aloud)
        {
            await page.Page.GetByText(aloud).WaitForAsync(new() { State = WaitForSelectorState.Attached });
            Assert.Equal(digit, await PlaygroundPages.AnswerAsync(page.Page));
            Assert.Contains(words, await page.Page.Locator(".sure").InnerTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ItIsAsCertainAsTheLibrary()
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained);
        using var model = LeNet5.Pretrained();
        foreach (var button in await page.Page.Locator(".samples button").AllAsync())
        {
            await button.ClickAsync();
            var said = await page.Page.EvaluateAsync<double[]>($$"""
                () => { const { pad, net, data, judged, signsOf } = {{PlaygroundPages.Host}}.lenet;
                  const { first, certainty } = judged(data.judge, net, pad.digit(), pad);
                  return [first, certainty, ...signsOf(pad).signs, ...pad.digit()]; }
                """);
            byte[] pixels = [.. said[7..].Select(v => (byte)v)];
            var picture = new DigitPicture(pixels, 280, 280, new PixelBox(0, 0, (int)(1e6 * (1 + said[3])), 1_000_000))
            {
                Others = (int)said[2],
                Signs = said[4..7],
            };
            var views = new ImageSet(DigitAnswer.Views(pixels), new byte[DigitAnswer.ViewCount]);
            var expected = DigitAnswer.Judge(picture, Inference.Run(
                model, views, padding: 2, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Equal(expected.Digit, said[0]);
            Assert.Equal(expected.Certainty, said[1], 1e-3);
        }
    }

    [Fact]
    public async Task AnotherNetworkAnswersForItself()
    {
        using var model = PlaygroundPages.Network(Activation.Relu, Pooling.Max);
        await using var page = await PlaygroundPages.OpenAsync(
            browser, LeNetLab.Visualization.Playground.Show(model, PlaygroundPages.Digits.Take(20)));
        await PlaygroundPages.DrawAsync(page.Page, Scribble);
        Assert.Contains("%, then ", await page.Page.Locator(".sure").InnerTextAsync(), StringComparison.Ordinal);
    }
}
