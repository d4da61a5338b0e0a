using FsCheck;
using FsCheck.Fluent;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;
using LeNetLab.Visualization;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

/// <summary>What comes from a plan is what the networks that are written out, and torch itself, give.</summary>
[Collection(TorchCollection.Name)]
public sealed class NetworkPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NetworkPlanTests() => NativeTorch.Load();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<Activation, Pooling, Initialization> Choices()
    {
        var data = new TheoryData<Activation, Pooling, Initialization>();
        foreach (var activation in Enum.GetValues<Activation>())
        {
            foreach (var pooling in Enum.GetValues<Pooling>())
                foreach (var initial in Enum.GetValues<Initialization>()) data.Add(activation, pooling, initial);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void The_plan_of_LeNet5_gives_LeNet5_to_the_bit(
        Activation activation, Pooling pooling, Initialization initialization)
    {
        var options = new LeNet5Options(activation, pooling, Initialization: initialization);
        random.manual_seed(3);
        using var written = new LeNet5(options);
        random.manual_seed(3);
        using var planned = new ConvolutionalNetwork(NetworkPlan.LeNet5(options), initialization);
        Assert.Equal(Parameters(written), Parameters(planned));
        using var input = randn(4, 1, 32, 32);
        using LayerMaps expected = written.Maps(input), maps = planned.Maps(input);
        Assert.Equal(expected.Names, maps.Names);
        foreach (var (one, other) in expected.Zip(maps))
            Assert.True(one.Maps.equal(other.Maps).all().item<bool>(), one.Name);
    }

    [Fact]
    public void LeNet5_as_it_is_written_out_has_the_shapes_of_its_plan()
    {
        using var network = new LeNet5(new LeNet5Options(Classes: 26));
        using var input = zeros(2, 1, 32, 32);
        using var maps = network.Maps(input);
        Assert.Equal(LeNet5.LayerNames, network.Summary().Select(layer => layer.Name));
        Assert.Equal(Shapes(network.Plan), maps.Select(map => (map.Name, map.Channels, map.Height, map.Width)));
        Assert.Equal(61_706 + 16 * 85, network.Summary().Sum(layer => layer.Parameters));
        Assert.Equal(network.parameters().Sum(p => p.numel()), network.Summary().Sum(layer => layer.Parameters));
        Assert.Equal(
            [5, 6, 14, 16, 32],
            new[] { "C1", "S2", "C3", "S4", "C5" }.Select(name => network.Plan.ReceptiveField(name).Size));
    }

    [Fact]
    public void LeNet5Original_as_it_is_written_out_has_the_shapes_of_its_plan()
    {
        using var network = new LeNet5Original();
        using var input = zeros(2, 1, 32, 32);
        using var maps = network.Maps(input);
        Assert.Equal(
            Shapes(PublishedPlans.LeNet5), maps.Select(map => (map.Name, map.Channels, map.Height, map.Width)));
        Assert.Equal(
            PublishedPlans.LeNet5.Summary().Where(layer => layer.Parameters > 0)
                .Select(layer => (layer.Name, layer.Parameters)),
            network.named_parameters().GroupBy(
                p => p.name.Split('.')[0].ToUpperInvariant(),
                (name, parts) => (name, parts.Sum(p => p.parameter.numel()))));
        Assert.Equal(ConnectionTable.LeNet5C3.Rows, PublishedPlans.LeNet5.Layers[2].Sources);
    }

    [Fact]
    public void The_paper_s_layers_of_a_plan_are_those_of_LeNet5Original()
    {
        using var original = new LeNet5Original();
        var plan = PublishedPlans.LeNet5.With("Output", _ => Layer.Output(10));
        using var network = new ConvolutionalNetwork(plan);
        using var noGradient = no_grad();
        var weights = network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, convolution) in new[] { ("c1", original.C1), ("c3", original.C3), ("c5", original.C5) })
        {
            // What is not connected counts for nothing, whatever is there.
            var connected = convolution.DenseWeight();
            weights[$"{name}.weight"].copy_(where(connected == 0, 7f, connected));
            weights[$"{name}.bias"].copy_(convolution.state_dict()["bias"]);
        }

        foreach (var (name, subsampling) in new[] { ("s2", original.S2), ("s4", original.S4) })
        {
            weights[$"{name}.weight"].copy_(subsampling.state_dict()["coefficient"].reshape(-1, 1, 1, 1));
            weights[$"{name}.bias"].copy_(subsampling.state_dict()["bias"]);
        }

        weights["f6.weight"].copy_(original.F6.weight);
        weights["f6.bias"].copy_(original.F6.bias!);
        using var input = randn(3, 1, 32, 32);
        using LayerMaps expected = original.Maps(input), maps = network.Maps(input);
        Assert.All(expected.SkipLast(1).Zip(maps), pair => Assert.All(
            pair.First.ToArray(2).Zip(pair.Second.ToArray(2)),
            values => Assert.Equal(values.First, values.Second, 1e-4f)));
    }

    [Fact]
    public void The_published_networks_have_the_parameters_that_the_paper_counts() => Assert.Equal(
        [2_578, 16_998, 60_000],
        new[] { PublishedPlans.LeNet1, PublishedPlans.LeNet4, PublishedPlans.LeNet5 }
            .Select(plan => plan.Summary().Sum(layer => layer.Parameters)));

    [Fact]
    public void The_shapes_and_parameters_of_any_plan_are_torch_s() => Prop.ForAll(Plans(), plan =>
    {
        using var network = new ConvolutionalNetwork(plan);
        using var input = zeros(2, plan.Channels, plan.Height, plan.Width);
        using var maps = network.Maps(input);
        Assert.Equal(Shapes(plan), maps.Select(map => (map.Name, map.Channels, map.Height, map.Width)));
        Assert.Equal(network.parameters().Sum(p => p.numel()), plan.Summary().Sum(layer => layer.Parameters));
        Assert.Equal(plan, NetworkPlan.Parse(plan.ToString()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_network_comes_back_from_its_file()
    {
        using var network = new ConvolutionalNetwork(PublishedPlans.LeNet4) { Preparation = default };
        var path = _folder.File("own.safetensors");
        network.Save(path);
        using var again = ConvolutionalNetwork.Load(path);
        Assert.Equal(network.Plan, again.Plan);
        Assert.Equal(Parameters(network), Parameters(again));
        using var lenet = new LeNet5();
        lenet.Save(path);
        var error = Assert.Throws<SafeTensorsFormatException>(() => ConvolutionalNetwork.Load(path));
        Assert.Contains("no plan", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A: ", 6)]
    [InlineData("B: ", 0)]
    [InlineData("D: ", 3)]
    [InlineData("Output: ", 2)]
    public void A_layer_that_does_not_fit_is_named(string start, int which)
    {
        List<Layer> layers =
        [
            Layer.Convolution("A", 3, 5), which == 0 ? Layer.Convolution("B", 3, 9) : Layer.Pool("B"),
            Layer.Full("C", 4), which == 3 ? Layer.Pool("D") : Layer.Full("D", 4), Layer.Output(which == 2 ? 0 : 3),
        ];
        if (which == 6) layers[0] = Layer.Convolution("A", 3, 5, (Activation)99);
        var error = Assert.Throws<ArgumentException>(() => new NetworkPlan("Bad", 1, 12, 12, layers));
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_online_engine_names_the_layer_that_it_cannot_run()
    {
        var error = Assert.Throws<NotSupportedException>(() => PublishedNetworks.Of(
            PublishedPlans.LeNet1.With("H4", _ => Layer.Pool("H4", Pooling.Max)),
            new SquaredErrorCriterion<float>(10)));
        Assert.Contains("H4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_diagram_shows_any_plan()
    {
        Assert.Contains("H3 12@8×8", NetworkDiagram.Of(PublishedPlans.LeNet1).AltText, StringComparison.Ordinal);
        Assert.Contains("S2 8@14×14", NetworkDiagram.Of(PublishedPlans.LeNet4).AltText, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, int, int, int)> Shapes(NetworkPlan plan) =>
        plan.Summary().Select(layer => (layer.Name, layer.Maps, layer.Height, layer.Width));

    private static List<(string, string, string)> Parameters(PlannedNetwork network) =>
        [.. network.named_parameters().Select(p => (
            p.name, string.Join("×", p.parameter.shape), Convert.ToHexString(SafeTensor.From(p.parameter).Data.Span)))];

    /// <summary>Plans of up to three convolutions or poolings and up to two full layers before the outputs.</summary>
    private static Arbitrary<NetworkPlan> Plans() => ArbMap.Default.ArbFor<int>().Generator.Select(seed =>
    {
        var draw = new System.Random(seed);
        var (channels, height, width) = (draw.Next(1, 4), draw.Next(8, 20), draw.Next(8, 20));
        var (h, w, layers) = (height, width, new List<Layer>());
        for (var i = draw.Next(4); i > 0 && Math.Min(h, w) > 5; i--)
        {
            var name = $"L{i}";
            if (draw.Next(2) == 0)
            {
                layers.Add(draw.Next(2) == 0 ? Layer.Subsample(name) : Layer.Pool(name, (Pooling)draw.Next(2)));
                (h, w) = (h / 2, w / 2);
            }
            else
            {
                var (kernel, padding) = (draw.Next(1, 6), draw.Next(3));
                layers.Add(Layer.Convolution(name, draw.Next(1, 5), kernel, (Activation)draw.Next(4), padding));
                (h, w) = (h + 2 * padding - kernel + 1, w + 2 * padding - kernel + 1);
            }
        }

        for (var i = draw.Next(3); i > 0; i--)
            layers.Add(Layer.Full($"F{i}", draw.Next(1, 9), (Activation)draw.Next(4)));
        return new NetworkPlan($"Random {seed}", channels, height, width, [.. layers, Layer.Output(draw.Next(1, 12))]);
    }).ToArbitrary();
}
