using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>The playground's arithmetic in a real browser, against the library's.</summary>
public sealed class PlaygroundNumberTests(Browser browser) : IClassFixture<Browser>
{
    private const string RunAll = """
        text => { const all = Uint8Array.from(atob(text), c => c.charCodeAt(0)), host = HOST, out = [];
          for (let i = 0; i < all.length; i += 784) out.push(...host.lenet.run(all.subarray(i, i + 784))); return out; }
        """;

    /// <summary>Every choice that there is, so that a new one is not forgotten in the script.</summary>
    public static IEnumerable<TheoryDataRow<Activation, Pooling>> Choices() =>
        from activation in Enum.GetValues<Activation>()
        from pooling in Enum.GetValues<Pooling>()
        select new TheoryDataRow<Activation, Pooling>(activation, pooling);

    [Theory(Explicit = true)]
    [MemberData(nameof(Choices))]
    public async Task ItsOutputsAreTorchs(Activation activation, Pooling pooling)
    {
        using var model = PlaygroundPages.Network(activation, pooling);
        await Compare(model, Playground.Show(model));
    }

    [Fact]
    public async Task ItsOutputsAreTorchsForThePretrainedNetwork()
    {
        using var model = LeNet5.Pretrained();
        await Compare(model, PlaygroundPages.Pretrained);
    }

    [Fact(Explicit = true)]
    public async Task ItsOutputsAreTorchsForANetworkOfOnesOwn()
    {
        LeNetLab.Native.NativeTorch.Load();
        TorchSharp.torch.manual_seed(5);
        using var model = new ConvolutionalNetwork(new NetworkPlan(
            "Small", 1, 28, 28, Layer.Convolution("A", 5, 3, Activation.Relu), Layer.Pool("B", Pooling.Max),
            Layer.Convolution("C", 7, 4, Activation.ScaledTanh), Layer.Pool("D"),
            Layer.Full("E", 20, Activation.Sigmoid), Layer.Output(10)));
        await Compare(model, Playground.Show(model), padding: 0);
        var plan = NetworkPlan.LeNet5().With("C3", c3 => c3 with { Padding = 1, Kernel = 7 });
        using var padded = new ConvolutionalNetwork(plan);
        await Compare(padded, Playground.Show(padded));
        using var coloured = new ConvolutionalNetwork(
            new NetworkPlan("Coloured", 3, 28, 28, Layer.Convolution("A", 5, 3), Layer.Output(10)));
        var error = Assert.Throws<NotSupportedException>(() => Playground.Show(coloured));
        Assert.Contains("Input", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryLayerIsTorchs()
    {
        using var model = LeNet5.Pretrained();
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained);
        await page.Page.EvaluateAsync<float[]>(Script(RunAll), Text(PlaygroundPages.Digits.Take(1)));
        using var input = PlaygroundPages.Digits.ToTensor(0, 1);
        using var maps = model.Maps(input);

        foreach (var layer in maps)
        {
            var got = await page.Page.EvaluateAsync<float[]>($"name => " +
                $"Array.from({PlaygroundPages.Host}.lenet.layers.find(l => l.name === name).values)", layer.Name);
            AssertClose(layer.ToArray(), got, layer.Name);
        }
    }

    [Fact]
    public async Task ADrawingIsPreparedAsTheLibraryPreparesIt()
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained);
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            var (width, height, ink) = Scribble(random);
            var got = await page.Page.EvaluateAsync<int[]>(
                $"([text, h, w]) => Array.from({PlaygroundPages.Host}.lenet.prepare(Uint8Array.from(atob(text), c => " +
                "c.charCodeAt(0)), h, w))",
                new object[] { Convert.ToBase64String(ink), height, width });
            Assert.Equal(DigitPreparation.Prepare(ink, height, width), got.Select(v => (byte)v).ToArray());
        }
    }

    [Fact]
    public async Task WhatIsDrawnWithThePointerIsPreparedAsTheLibraryPreparesIt()
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, PlaygroundPages.Pretrained);
        await PlaygroundPages.DrawAsync(page.Page, [(0.2f, 0.3f), (0.6f, 0.2f), (0.5f, 0.9f)]);

        var ink = await page.Page.EvaluateAsync<int[]>($"Array.from({PlaygroundPages.Host}.lenet.pad.ink())");
        var digit = await page.Page.EvaluateAsync<int[]>($"Array.from({PlaygroundPages.Host}.lenet.pad.digit())");

        Assert.Contains(ink, v => v is > 0 and < 255);
        Assert.Equal(DigitPreparation.Prepare(Array.ConvertAll(ink, v => (byte)v), 280, 280),
            Array.ConvertAll(digit, v => (byte)v));
    }

    [Theory]
    [InlineData(Activation.Tanh, "tanh( Σ of 25 products")]
    [InlineData(Activation.Relu, "max(0, Σ of 25 products")]
    [InlineData(Activation.Sigmoid, "sigmoid( Σ of 25 products")]
    [InlineData(Activation.ScaledTanh, "1.7159 · tanh( ⅔ · ( Σ of 25 products")]
    public async Task AValueIsExplainedByItsOwnFunction(Activation activation, string words)
    {
        using var model = PlaygroundPages.Network(activation, Pooling.Average);
        await using var page = await PlaygroundPages.OpenAsync(browser, Playground.Show(model));
        await page.Page.Locator(".layer.c1 canvas").HoverAsync(new() { Position = new() { X = 1, Y = 1 } });
        await PlaygroundPages.NextFrameAsync(page.Page);

        Assert.StartsWith(words, await page.Page.Locator(".sum").InnerTextAsync(), StringComparison.Ordinal);
    }

    private async Task Compare(PlannedNetwork model, Playground playground, int padding = 2)
    {
        await using var page = await PlaygroundPages.OpenAsync(browser, playground);
        var got = await page.Page.EvaluateAsync<float[]>(Script(RunAll), Text(PlaygroundPages.Digits));
        var expected = Inference.Run(
            model, PlaygroundPages.Digits, padding: padding, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1_000 * 10, got.Length);
        for (var i = 0; i < 1_000; i++)
            AssertClose(expected.Logits(i).ToArray(), got[(10 * i)..((10 * i) + 10)], $"digit {i}");
    }

    private static string Script(string code) => code.Replace("HOST", PlaygroundPages.Host, StringComparison.Ordinal);

    private static string Text(ImageSet digits) => Convert.ToBase64String(digits.Pixels.Span);

    private static void AssertClose(float[] expected, float[] got, string what)
    {
        Assert.Equal(expected.Length, got.Length);
        for (var i = 0; i < got.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - got[i]) <= 1e-4, $"{what}, value {i}: torch {expected[i]}, the page {got[i]}");
    }

    /// <summary>Ink of any size and shape: a few soft blots; narrow, flat, tiny and lopsided ones come too.</summary>
    private static (int Width, int Height, byte[] Ink) Scribble(Random random)
    {
        var (width, height) = (random.Next(1, 120), random.Next(1, 120));
        var ink = new byte[width * height];
        for (var blot = random.Next(1, 6); blot > 0; blot--)
        {
            double x = random.Next(width), y = random.Next(height), rx = 1 + (random.NextDouble() * width / 3),
                ry = 1 + (random.NextDouble() * height / 3);
            for (var i = 0; i < ink.Length; i++)
            {
                var distance = Math.Pow(((i % width) - x) / rx, 2) + Math.Pow(((i / width) - y) / ry, 2);
                ink[i] = (byte)Math.Max(ink[i], Math.Clamp(400 * (1 - distance), 0, 255));
            }
        }

        return (width, height, ink);
    }
}
