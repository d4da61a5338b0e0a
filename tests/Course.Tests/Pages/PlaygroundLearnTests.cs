using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization;
using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The network trained, taught, saved and explained backward in the page.</summary>
public sealed partial class PlaygroundLearnTests(Browser browser) : IClassFixture<Browser>
{
    private const string Trainee = PlaygroundPages.Host + ".lenet.trainee";

    private static readonly ImageSet HeldOut = Draw(200, DrawnDigits.TestSeed);

    private static readonly Lazy<Playground> Learning = new(() =>
    {
        using var model = LeNet5.Pretrained();
        return Playground.Show(model, HeldOut, learnFrom: Draw(1_000, 7));
    });

    [Fact]
    public void WithItsDigitsItIsOneElementUnderAMegabyteWithoutAnAddress()
    {
        var html = Learning.Value.ToHtml();
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        Learning.Value.Save(file);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 600_000, 850_000);
        Assert.InRange(new FileInfo(file).Length, 600_000, 850_000);
        File.Delete(file);
        Assert.DoesNotContain("://", Regex.Replace(html, "http://www.w3.org/[0-9a-z/]+", ""), StringComparison.Ordinal);
        Assert.Equal(1, html.Split("</script").Length - 1);
    }

    [Theory]
    [InlineData(null, "blob:")]
    // The policy of VS Code's notebooks: workers fall under child-src.
    [InlineData("default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
        + "img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:", "data:")]
    [InlineData("default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:", null)]
    public async Task ItLearnsFromRandomWeightsInAWorkerWhereOneMayBe(string? policy, string? scheme)
    {
        await using var page = await OpenAsync(policy);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Page.WaitForFunctionAsync($"() => {Trainee}.history.length > 1");
        Assert.Equal(scheme is null ? [] : [scheme],
            page.Page.Workers.Select(worker => worker.Url.Split(':')[0] + ":"));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Page.GetByText("of the training digits right").WaitForAsync();
        var losses = await page.Page.EvaluateAsync<double[]>($"() => {Trainee}.history.map(p => p.test.loss)");

        Assert.Equal(Math.Log(10), losses[0], 0.1);
        Assert.True(losses[^1] < 0.8 * losses[0], $"from {losses[0]:0.00} to {losses[^1]:0.00}");
        Assert.Empty(page.Messages);
        Assert.Empty(page.Requests);
    }

    [Fact]
    public async Task WhatItLearntIsReadByTheLibraryAndByThePageItself()
    {
        await using var page = await OpenAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "One step" }).ClickAsync();
        await page.Page.GetByText("step 1, 16 digits seen").WaitForAsync();
        await page.Page.GetByText("of the training digits right").WaitForAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add the drawing" }).ClickAsync();
        var file = await SaveAsync(page.Page);
        using (var model = LeNet5.Load(file))
        {
            var expected = Inference.Run(
                model, HeldOut, padding: 2, cancellationToken: TestContext.Current.CancellationToken);
            for (var i = 0; i < HeldOut.Count; i++)
            {
                var got = await page.Page.EvaluateAsync<double[]>(
                    $"b => {PlaygroundPages.Host}.lenet.run(Uint8Array.from(atob(b), c => c.charCodeAt(0)))",
                    Convert.ToBase64String(HeldOut.Pixels.Span.Slice(784 * i, 784)));
                Assert.All(got.Zip(expected.Logits(i).ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
            }
        }

        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith("Loaded", await LoadAsync(page.Page, bytes), StringComparison.Ordinal);
        Assert.Contains("One digit of yours", await page.Page.Locator(".mine").InnerTextAsync(),
            StringComparison.Ordinal);
        var damaged = bytes.ToArray();
        damaged[^200_000] ^= 16;
        Assert.Contains("expected the checksum", await LoadAsync(page.Page, damaged), StringComparison.Ordinal);
        Assert.Contains("bytes of numbers, found", await LoadAsync(page.Page, bytes[..^9]), StringComparison.Ordinal);
        Assert.Contains("expected a safetensors file", await LoadAsync(page.Page, "PK"u8.ToArray()),
            StringComparison.Ordinal);
        using var letters = new LeNet5(new LeNet5Options(Classes: 26));
        letters.Save(file);
        bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(": expected output.weight of 10×84 in F32, found 26×84 in F32.",
            await LoadAsync(page.Page, bytes), StringComparison.Ordinal);
        using var relu = new LeNet5(new LeNet5Options(Activation.Relu));
        relu.Save(file);
        bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("expected the activation Tanh, found Relu", await LoadAsync(page.Page, bytes),
            StringComparison.Ordinal);
        File.Delete(file);
        Assert.Empty(page.Messages);
    }

    [Fact]
    public async Task TheChainRuleIsTheFiniteDifference()
    {
        await using var page = await browser.OpenAsync();
        await page.Page.SetContentAsync(PlaygroundPages.Pretrained.ToHtml());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Backward" }).ClickAsync();
        await page.Page.GetByLabel("Its label").SelectOptionAsync("9");
        var parts = await page.Page.Locator(".flow canvas, .flow .bars, .kernels canvas").AllAsync();
        Assert.Equal(8 + 5, parts.Count);
        foreach (var part in parts)
        {
            await part.ClickAsync(new() { Position = new() { X = 19, Y = 13 } });
            await PlaygroundPages.NextFrameAsync(page.Page);
            await page.Page.GetByRole(AriaRole.Button, new() { Name = "Check by finite difference" }).ClickAsync();
            var words = await page.Page.Locator(".checked").InnerTextAsync();
            var numbers = Numbers().Matches(words).Select(match => double.Parse(
                (match.Groups[1].Value + match.Groups[2].Value).Replace('−', '-'), CultureInfo.InvariantCulture))
                .ToArray();

            Assert.Equal(2, numbers.Length);
            Assert.NotEqual(0, numbers[1]);
            Assert.Equal(numbers[1], numbers[0], (1e-5 * Math.Abs(numbers[1])) + 1e-8);
        }

        Assert.Empty(page.Messages);
    }

    [GeneratedRegex(@"= (\S+);|gives (\S+)\. They")]
    private static partial Regex Numbers();

    private static async Task<string> SaveAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Save weights" }).ClickAsync());
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        await download.SaveAsAsync(file);
        return file;
    }

    private static async Task<string> LoadAsync(IPage page, byte[] bytes)
    {
        await page.Locator(".file").EvaluateAsync("e => { e.textContent = ''; }");
        await page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "mine.safetensors", MimeType = "application/octet-stream", Buffer = bytes });
        await page.WaitForFunctionAsync(
            $"() => {PlaygroundPages.Host}.shadowRoot.querySelector('.file').textContent !== ''");
        return await page.Locator(".file").InnerTextAsync();
    }

    private static ImageSet Draw(int count, int seed) =>
        BuiltInDigits.GeneratePlain(count, seed, TestContext.Current.CancellationToken);

    private async Task<BrowserPage> OpenAsync(string? policy = null)
    {
        var page = await browser.OpenAsync();
        var rule = policy is null ? "" : $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">";
        await page.Page.SetContentAsync($"<!DOCTYPE html><html><head>{rule}</head><body>"
            + Learning.Value.ToHtml() + "</body></html>");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Learn" }).ClickAsync();
        return page;
    }
}
