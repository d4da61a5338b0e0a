using System.Runtime.InteropServices;
using LeNetLab.Models;
using LeNetLab.Visualization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Course.Tests.Pages;

/// <summary>The page's gradients and steps in a real browser, in double precision, against TorchSharp's.</summary>
public sealed class PlaygroundGradientTests(Browser browser) : IClassFixture<Browser>
{
    private const int Count = 100;

    // An engine of its own for all the digits at once; the numbers come back as the bytes of doubles.
    private const string Setup = """
        const { engine, optimizer, data } = HOST.lenet, net = engine(data.layers, labels.length);
        const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
        net.input.set(new Float64Array(bytes(pictures).buffer));
        const start = new Float64Array(bytes(weights).buffer);
        let at = 0;
        for (const p of net.parameters) p.value.set(start.subarray(at, at += p.value.length));
        const step = optimizer(net.parameters), losses = [];
        """;

    private const string Gradients = """
        ([pictures, weights, labels]) => {
        """ + Setup + """
          net.forward(labels.length);
          losses.push(net.loss(labels.length, labels));
          net.backward(labels.length, labels, true);
          return [losses, ...net.parameters.map(p => Array.from(p.gradient)), Array.from(net.layers[0].gradients)];
        }
        """;

    private const string Steps = """
        ([pictures, weights, labels]) => {
        """ + Setup + """
          for (let i = 0; i < 20; i++) {
            net.forward(labels.length);
            losses.push(net.loss(labels.length, labels) / labels.length);
            net.backward(labels.length, labels);
            step({ kind: 'adam', rate: 0.002, decay: 0 }, labels.length);
          }
          return [losses];
        }
        """;

    /// <summary>
    /// Both functions, both poolings; and a plan with everything else that a layer can have. Most run on request.
    /// </summary>
    public static IEnumerable<TheoryDataRow<string>> Networks() =>
    [
        new("Relu Max"), new("own"), new("Tanh Average") { Explicit = true }, new("Tanh Max") { Explicit = true },
        new("Relu Average") { Explicit = true }, new("ScaledTanh Max") { Explicit = true },
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task EveryGradientIsTorchs(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Network(name);
        var (input, labels) = Digits(model);
        input.requires_grad = true;
        using var loss = nn.functional.cross_entropy(model.forward(input), labels, reduction: nn.Reduction.Sum);
        loss.backward();
        var got = await RunAsync(model, input, labels, Gradients);

        Assert.Equal(loss.ToDouble(), got[0][0], 1e-9 * loss.ToDouble());
        var parameters = model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Append(("input", input));
        foreach (var ((part, tensor), gradient) in parameters.Zip(got.Skip(1), ValueTuple.Create))
        {
            // Four equal pixels of the background have no largest one; which gets the gradient is rounding's choice.
            if (part == "input" && name.EndsWith("Max", StringComparison.Ordinal)) continue;
            var expected = tensor.grad!.data<double>().ToArray();
            Assert.Equal(expected.Length, gradient.Length);
            var worst = expected.Zip(gradient, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
            Assert.True(worst <= 1e-6, $"{part}: {worst:0.0e+0} of the largest gradient");
        }
    }

    [Fact]
    public async Task TwentyStepsOfAdamAreTorchs()
    {
        using var scope = NewDisposeScope();
        using var model = Network("Tanh Average");
        var (input, labels) = Digits(model);
        var got = (await RunAsync(model, input, labels, Steps))[0];
        using var adam = optim.Adam(model.parameters(), lr: 0.002);
        for (var i = 0; i < 20; i++)
        {
            using var inner = NewDisposeScope();
            adam.zero_grad();
            var loss = nn.functional.cross_entropy(model.forward(input), labels);
            Assert.Equal(loss.ToDouble(), got[i], 1e-6);
            loss.backward();
            adam.step();
        }

        Assert.True(got[^1] < 0.8 * got[0], $"from {got[0]} to {got[^1]}");
    }

    private static PlannedNetwork Network(string name)
    {
        LeNetLab.Native.NativeTorch.Load();
        manual_seed(3);
        PlannedNetwork model = name == "own"
            ? new ConvolutionalNetwork(new NetworkPlan(
                "Own", 1, 30, 30, Layer.Convolution("A", 4, 5, padding: 2), Layer.Subsample("B"),
                Layer.Convolution("C", 6, 4, Activation.Sigmoid, 1, [[0, 1], [1, 2, 3], [0], [3], [0, 1, 2, 3], [2]]),
                Layer.Subsample("D", 12, activation: null), Layer.Pool("E", Pooling.Max),
                Layer.Convolution("F", 9, 3, Activation.Relu), Layer.Full("G", 20), Layer.Output(10)))
            : new LeNet5(new LeNet5Options(Enum.Parse<Activation>(name.Split(' ')[0]),
                Enum.Parse<Pooling>(name.Split(' ')[1])));
        model.to(ScalarType.Float64);
        return model;
    }

    private static (Tensor Input, Tensor Labels) Digits(PlannedNetwork model)
    {
        var input = PlaygroundPages.Digits.ToTensor(0, Count, padding: (model.Plan.Height - 28) / 2);
        var labels = Enumerable.Range(0, Count).Select(i => (long)PlaygroundPages.Digits.Label(i)).ToArray();
        return (input.to(ScalarType.Float64), tensor(labels));
    }

    private async Task<double[][]> RunAsync(PlannedNetwork model, Tensor input, Tensor labels, string script)
    {
        await using var page = await browser.OpenAsync();
        using var single = model.Plan.Name == "Own" ? new ConvolutionalNetwork(model.Plan)
            : (PlannedNetwork)new LeNet5(((LeNet5)model).Options);
        await page.Page.SetContentAsync(Playground.Show(single).ToHtml());
        var weights = model.parameters().SelectMany(p => p.data<double>().ToArray()).ToArray();
        return await page.Page.EvaluateAsync<double[][]>(
            script.Replace("HOST", PlaygroundPages.Host, StringComparison.Ordinal),
            new object[] { Text(input.data<double>().ToArray()), Text(weights), labels.data<long>().ToArray() });
    }

    private static string Text(double[] numbers) =>
        Convert.ToBase64String(MemoryMarshal.AsBytes(numbers.AsSpan()));
}
