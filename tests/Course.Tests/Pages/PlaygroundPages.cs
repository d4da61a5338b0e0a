using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Visualization;
using Microsoft.Playwright;
using TorchSharp;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>Pages with playgrounds, and digits to try them on.</summary>
internal static class PlaygroundPages
{
    /// <summary>The element that holds the page's first playground.</summary>
    public const string Host = "document.querySelector('.lenetlab-playground')";

    private static readonly Lazy<ImageSet> OnceDigits = new(FindDigits);
    private static readonly Lazy<Playground> OncePretrained = new(() =>
    {
        using var model = LeNet5.Pretrained();
        return Playground.Show(model, Digits.Take(200));
    });

    /// <summary>A thousand test digits: MNIST's where this machine has them, otherwise built-in ones.</summary>
    public static ImageSet Digits => OnceDigits.Value;

    /// <summary>The playground of the network that comes with the library.</summary>
    public static Playground Pretrained => OncePretrained.Value;

    /// <summary>A network with one choice of functions, its weights wide enough to leave the linear part.</summary>
    public static LeNet5 Network(Activation activation, Pooling pooling)
    {
        NativeTorch.Load();
        torch.manual_seed(7);
        var model = new LeNet5(new LeNet5Options(activation, pooling));
        using var noGradient = torch.no_grad();
        foreach (var (_, weight) in model.named_parameters()) weight.mul_(1.6);
        return model;
    }

    /// <summary>Opens a page that shows this playground alone.</summary>
    public static async Task<BrowserPage> OpenAsync(
        Browser browser, Playground playground, BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenAsync(options);
        var folder = CourseFolder.Temporary("playground");
        var file = Path.Combine(folder, "playground.html");
        playground.Save(file);
        await page.GotoFileAsync(file);
        Directory.Delete(folder, recursive: true);
        return page;
    }

    /// <summary>Draws strokes with the mouse; points are shares of the pad's width, from its top left.</summary>
    public static async Task DrawAsync(IPage page, params (float X, float Y)[][] strokes)
    {
        var box = (await page.Locator(".pad").First.BoundingBoxAsync())!;
        foreach (var stroke in strokes)
        {
            await page.Mouse.MoveAsync(box.X + (stroke[0].X * box.Width), box.Y + (stroke[0].Y * box.Height));
            await page.Mouse.DownAsync();
            foreach (var (x, y) in stroke.Skip(1))
                await page.Mouse.MoveAsync(box.X + (x * box.Width), box.Y + (y * box.Height), new() { Steps = 3 });
            await page.Mouse.UpAsync();
        }

        await NextFrameAsync(page);
    }

    /// <summary>Waits until what has changed is drawn.</summary>
    public static Task NextFrameAsync(IPage page) =>
        page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>The digit that the page shows as its answer.</summary>
    public static Task<string> AnswerAsync(IPage page) => page.Locator(".digit").First.InnerTextAsync();

    private static ImageSet FindDigits() => LeNetLab.Data.Digits.Load(
        CourseFolder.RealMnist ?? DigitsOptions.BuiltInName, new LeNetLab.Handwriting.DrawnDigits(),
        TestContext.Current.CancellationToken).Test.Take(1_000);
}
