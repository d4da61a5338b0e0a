using LeNetLab.Models;
using LeNetLab.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

[Collection(TorchCollection.Name)]
public class LeNet5Tests
{
    public LeNet5Tests() => NativeTorch.Load();

    public static TheoryData<Activation, Pooling> Variants() => new()
    {
        { Activation.Tanh, Pooling.Average },
        { Activation.Tanh, Pooling.Max },
        { Activation.Relu, Pooling.Average },
        { Activation.Relu, Pooling.Max },
        { Activation.Sigmoid, Pooling.Average },
        { Activation.Sigmoid, Pooling.Max },
        { Activation.ScaledTanh, Pooling.Average },
        { Activation.ScaledTanh, Pooling.Max },
    };

    [Fact]
    public void As_text_it_is_a_line_for_each_layer()
    {
        using var model = new LeNet5();
        Assert.Equal(
            """
            LeNet-5
              Input: 1 × 32 × 32
              C1: 6 × 28 × 28, 156 parameters
              S2: 6 × 14 × 14
              C3: 16 × 10 × 10, 2,416 parameters
              S4: 16 × 5 × 5
              C5: 120 × 1 × 1, 48,120 parameters
              F6: 84, 10,164 parameters
              Output: 10, 850 parameters
            """.ReplaceLineEndings("\n"), model.ToString());
    }

    [Fact]
    public void The_published_counts_of_parameters()
    {
        using var model = new LeNet5();
        var counts = model.Summary().Where(layer => layer.Parameters > 0)
            .Select(layer => (layer.Name, layer.Parameters));
        Assert.Equal([("C1", 156), ("C3", 2_416), ("C5", 48_120), ("F6", 10_164), ("Output", 850)], counts);
        Assert.Equal(61_706, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void The_names_and_shapes_are_those_of_torch_nn()
    {
        using var model = new LeNet5();
        Assert.Equal(
            [
                "c1.weight [6, 1, 5, 5]", "c1.bias [6]", "c3.weight [16, 6, 5, 5]", "c3.bias [16]",
                "c5.weight [120, 16, 5, 5]",
                "c5.bias [120]", "f6.weight [84, 120]", "f6.bias [84]", "output.weight [10, 84]", "output.bias [10]",
            ],
            model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"));
        Assert.Equal(model.state_dict().Keys, model.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void The_summary_says_what_the_maps_are()
    {
        using var model = new LeNet5();
        using var scope = NewDisposeScope();
        using var maps = model.Maps(zeros(2, 1, 32, 32));
        Assert.Equal(LeNet5.LayerNames, maps.Names);
        Assert.Equal(
            model.Summary().Select(layer => (layer.Name, layer.Maps, layer.Height, layer.Width)),
            maps.Select(map => (map.Name, map.Channels, map.Height, map.Width)));
        Assert.All(maps, map => Assert.Equal(2, map.Maps.shape[0]));
    }

    [Fact]
    public void The_multiply_adds_are_those_of_a_counting_loop()
    {
        using var model = new LeNet5();
        // What each unit of a layer looks at, from the paper's figure: 25 places in each map below, or all of them.
        long c1 = Units(6, 28) * 25, c3 = Units(16, 10) * 6 * 25, c5 = 120 * 16 * 25, f6 = 84 * 120, output = 10 * 84;
        Assert.Equal([0, c1, 0, c3, 0, c5, f6, output], model.Summary().Select(layer => layer.MultiplyAdds));
        Assert.Equal(416_520, model.Summary().Sum(layer => layer.MultiplyAdds));

        static long Units(int maps, int side) => maps * side * side;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_map_equals_the_loops_written_out(Activation activation, Pooling pooling)
    {
        var options = new LeNet5Options(activation, pooling);
        random.manual_seed(7);
        using var model = new LeNet5(options);
        using var scope = NewDisposeScope();
        var input = randn(2, 1, 32, 32);
        using var maps = model.Maps(input);
        var logits = model.call(input).data<float>().ToArray();
        var plain = new PlainLeNet5(Weights(model), options);
        for (var image = 0; image < 2; image++)
        {
            var expected = plain.Run(
                Array.ConvertAll(maps["Input"][image].contiguous().data<float>().ToArray(), x => (double)x));
            foreach (var map in maps)
            {
                var actual = map.ToArray(image);
                Assert.Equal(expected[map.Name].Length, actual.Length);
                Assert.Equal(0, actual.Zip(expected[map.Name], (a, e) => Math.Abs(a - e)).Max(), 1e-5);
            }

            Assert.Equal(0,
                logits[(10 * image)..(10 * image + 10)].Zip(expected["Output"], (a, e) => Math.Abs(a - e)).Max(), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_gradient_is_the_slope(Activation activation, Pooling pooling)
    {
        random.manual_seed(3);
        using var model = new LeNet5(new LeNet5Options(activation, pooling));
        model.to(ScalarType.Float64);
        using var scope = NewDisposeScope();
        var input = randn([3, 1, 32, 32], ScalarType.Float64);
        var labels = tensor(new long[] { 2, 0, 9 });
        nn.functional.cross_entropy(model.call(input), labels).backward();

        var choose = new System.Random(11);
        foreach (var (name, parameter) in model.named_parameters())
        {
            using var noGradient = no_grad();
            var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(parameter.bytes);
            var gradient = parameter.grad!.contiguous().data<double>().ToArray();
            for (var n = 0; n < 4; n++)
            {
                const double Step = 1e-6;
                var at = choose.Next((int)parameter.numel());
                var kept = numbers[at];
                numbers[at] = kept + Step;
                var above = nn.functional.cross_entropy(model.call(input), labels).item<double>();
                numbers[at] = kept - Step;
                var below = nn.functional.cross_entropy(model.call(input), labels).item<double>();
                numbers[at] = kept;
                var slope = (above - below) / (2 * Step);
                Assert.True(Math.Abs(slope - gradient[at]) < 1e-7 + 1e-4 * Math.Abs(slope),
                    $"{name}[{at}]: slope {slope}, gradient {gradient[at]}");
            }
        }
    }

    [Fact]
    public void Other_numbers_of_classes_change_the_output_only()
    {
        using var model = new LeNet5(new LeNet5Options(Classes: 26));
        Assert.Equal(61_706 - 850 + 26 * 85, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void The_same_seed_builds_the_same_network()
    {
        random.manual_seed(5);
        using var first = new LeNet5();
        random.manual_seed(5);
        using var second = new LeNet5();
        Assert.True(Weights(first).All(w => w.Value.SequenceEqual(Weights(second)[w.Key])));
    }

    [Fact]
    public void Maps_are_asked_for_by_name_and_an_unknown_one_lists_them()
    {
        using var model = new LeNet5();
        using var scope = NewDisposeScope();
        using var maps = model.Maps(zeros(1, 1, 32, 32));
        Assert.Same(maps[1].Maps, maps["c1"]);
        Assert.Contains("S2, C3", Assert.Throws<KeyNotFoundException>(() => maps["C2"]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_own_their_tensors_and_nothing_else_stays()
    {
        using var model = new LeNet5();
        using var input = zeros(4, 1, 32, 32);
        var before = LiveTensors.Settled();
        LayerMaps maps;
        using (NewDisposeScope()) maps = model.Maps(input);
        Assert.Equal(before + 8, LiveTensors.Now);
        Assert.Equal(6 * 28 * 28, maps[1].ToArray(3).Length);
        Assert.Equal(before + 8, LiveTensors.Now);
        Assert.False(maps["C1"].requires_grad);
        maps.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void A_pass_keeps_only_what_it_gives()
    {
        using var model = new LeNet5();
        using var input = zeros(4, 1, 32, 32);
        var before = LiveTensors.Settled();
        var logits = model.call(input);
        Assert.Equal(before + 1, LiveTensors.Now);
        logits.Dispose();
        using (NewDisposeScope()) model.call(input);
        Assert.Equal(before, LiveTensors.Now);
    }

    [Theory]
    [InlineData("1, 1, 28, 28")]
    [InlineData("1, 3, 32, 32")]
    [InlineData("1, 1, 36, 36")]
    [InlineData("32, 32")]
    public void An_image_of_another_shape_is_refused_in_plain_words(string dimensions)
    {
        long[] shape =
            [.. dimensions.Split(", ").Select(n => long.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        using var model = new LeNet5();
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => model.call(zeros(shape)));
        Assert.Contains("[N, 1, 32, 32]", error.Message, StringComparison.Ordinal);
        Assert.Contains($"[{dimensions}]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Maps(zeros(shape)));
    }

    private static Dictionary<string, double[]> Weights(nn.Module model) => model.state_dict()
        .ToDictionary(
            entry => entry.Key, entry => Array.ConvertAll(entry.Value.data<float>().ToArray(), x => (double)x));
}
