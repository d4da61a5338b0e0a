using LeNetLab.Course.Variants;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Tests.Core.Models;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class LeNet5PresetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LeNet5PresetTests() => NativeTorch.Load();

    public static TheoryData<string> Presets() => ["ours", "pytorch", "tensorflow", "d2l"];

    public void Dispose() => _folder.Dispose();

    // What each tutorial says about its network, written out a second time.
    private static LeNet5Options Published(string preset) => preset switch
    {
        "pytorch" => new(Activation.Relu, Pooling.Max, 10, Initialization.Torch),
        "tensorflow" => new(Activation.Tanh, Pooling.Average, 10, Initialization.Keras),
        "d2l" => new(Activation.Sigmoid, Pooling.Average, 10, Initialization.Xavier),
        _ => new(Activation.Tanh, Pooling.Average, 10, Initialization.Torch),
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_is_what_its_source_says_and_equals_the_loops_written_out(string preset)
    {
        var variant = LeNetVariants.Named(preset);
        random.manual_seed(17);
        using var model = Assert.IsType<LeNet5>(variant.Create());
        Assert.Equal(Published(preset), model.Options);

        using var scope = NewDisposeScope();
        var input = randn(1, 1, 32, 32);
        var logits = model.call(input).data<float>().ToArray();
        var plain = new PlainLeNet5(
            Weights(model), Published(preset)).Run(Array.ConvertAll(input.data<float>().ToArray(), x => (double)x));
        Assert.Equal(0, logits.Zip(plain["Output"], (a, e) => Math.Abs(a - e)).Max(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_has_the_same_numbers_of_parameters_and_multiply_adds(string preset)
    {
        var variant = LeNetVariants.Named(preset);
        using var model = variant.Create();
        Assert.Equal(61_706, model.parameters().Sum(p => p.numel()));
        Assert.Equal(61_706, variant.Layers().Sum(layer => layer.Parameters));
        Assert.Equal(416_520, variant.Layers().Sum(layer => layer.MultiplyAdds));
        Assert.All(new[] { variant.Name, variant.Source, variant.Differs, variant.OwnTraining }, Assert.NotEmpty);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_goes_to_a_file_and_comes_back(string preset)
    {
        using var model = (LeNet5)LeNetVariants.Named(preset).Create();
        model.Save(_folder.File("preset.safetensors"));
        using var again = LeNet5.Load(_folder.File("preset.safetensors"));
        Assert.Equal(model.Options, again.Options);
        Assert.Equal(ModelWeightsTests.Bytes(model), ModelWeightsTests.Bytes(again));
    }

    [Fact]
    public void A_file_that_names_an_unknown_initialisation_is_refused()
    {
        using (var model = new LeNet5())
            ModelWeights.Save(model, _folder.File("odd.safetensors"), [new("initialization", "orthogonal")]);
        var error = Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(_folder.File("odd.safetensors")));
        Assert.Contains("'orthogonal'; known are Torch, Xavier, Keras", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_presets_differ_from_each_other() =>
        Assert.Equal(4, new[] { LeNet5Presets.Ours, LeNet5Presets.PyTorchIntroduction, LeNet5Presets.TensorFlow2Article,
            LeNet5Presets.D2l }.Distinct().Count());

    [Fact]
    public void An_unknown_variant_lists_those_that_there_are() =>
        Assert.Contains("ours, pytorch, tensorflow, d2l",
            Assert.Throws<KeyNotFoundException>(() => LeNetVariants.Named("lenet1")).Message, StringComparison.Ordinal);

    // Fan-in and fan-out counted by hand: places in the window times maps, below and above.
    [Theory]
    [InlineData("c1", 25, 150)]
    [InlineData("c3", 150, 400)]
    [InlineData("c5", 400, 3_000)]
    [InlineData("f6", 120, 84)]
    [InlineData("output", 84, 10)]
    public void Each_initialisation_fills_its_range_evenly(string layer, int fanIn, int fanOut)
    {
        double torchs = 1 / Math.Sqrt(fanIn), xaviers = Math.Sqrt(6.0 / (fanIn + fanOut));
        foreach (var how in Enum.GetValues<Initialization>())
        {
            // Several networks, so that even C1 has numbers enough to reach close to both ends of the range.
            var (weights, biases) = (new List<double>(), new List<double>());
            for (var seed = 0; seed < 10; seed++)
            {
                random.manual_seed(seed);
                using var model = new LeNet5(new LeNet5Options(Initialization: how));
                weights.AddRange(Weights(model)[$"{layer}.weight"]);
                biases.AddRange(Weights(model)[$"{layer}.bias"]);
            }

            AssertUniform(weights, how == Initialization.Torch ? torchs : xaviers);
            if (how == Initialization.Keras) Assert.All(biases, bias => Assert.Equal(0, bias));
            else Assert.InRange(biases.Max(Math.Abs), 0.8 * torchs, torchs);
        }

        static void AssertUniform(List<double> numbers, double bound)
        {
            Assert.InRange(numbers.Max(Math.Abs), 0.98 * bound, bound * (1 + 1e-6));
            Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(numbers.Average(x => x * x)), 0.05 * bound);
        }
    }

    private static Dictionary<string, double[]> Weights(nn.Module model) => model.state_dict()
        .ToDictionary(
            entry => entry.Key, entry => Array.ConvertAll(entry.Value.data<float>().ToArray(), x => (double)x));
}
