using LeNetLab.Models;
using LeNetLab.Native;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

[Collection(TorchCollection.Name)]
public sealed class ModelWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelWeightsTests() => NativeTorch.Load();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_go_to_a_file_and_back_bit_for_bit_and_leave_no_tensor()
    {
        using LeNet5 first = new(), second = new();
        var path = _folder.File("sub/weights.safetensors");
        var before = LiveTensors.Settled();
        ModelWeights.Save(first, path, [new("seed", "1998")]);
        ModelWeights.Load(second, path);
        Assert.Equal(before, LiveTensors.Now);
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.Equal("1998", SafeTensorsFile.Read(path).Metadata["seed"]);
        Assert.All(second.parameters(), p => Assert.True(p.requires_grad));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_missing_array_leaves_the_network_as_it_was() =>
        Refused(file => file.Tensors.Remove("output.bias"), "no 'output.bias'");

    [Fact]
    public void An_array_of_another_shape_leaves_the_network_as_it_was() =>
        Refused(file => file.Tensors["output.bias"] = SafeTensor.From(ones(9)), "'output.bias' as [9]", "needs [10]");

    [Theory]
    [InlineData(float.NaN, true)]
    [InlineData(float.NegativeInfinity, false)]
    public void A_number_that_is_none_leaves_the_network_as_it_was(float number, bool asDouble) => Refused(
        file => file.Tensors["f6.bias"] = SafeTensor.From(
            full(84, number, dtype: asDouble ? ScalarType.Float64 : ScalarType.Float32)),
        "expected finite numbers in 'f6.bias'");

    [Fact]
    public void Whole_numbers_are_no_weights() => Refused(
        file => file.Tensors["f6.bias"] = SafeTensor.From(ones(84, dtype: ScalarType.Int64)), "found I64");

    // One number would fill any shape if it were let.
    [Fact]
    public void A_single_number_does_not_fill_a_bias() =>
        Refused(file => file.Tensors["output.bias"] = SafeTensor.From(ones(1)), "'output.bias' as [1]", "needs [10]");

    [Fact]
    public void Weights_in_double_precision_are_rounded()
    {
        using var model = new LeNet5();
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, model);
        file.Tensors["output.bias"] = SafeTensor.From(full([10], 0.1, dtype: ScalarType.Float64));
        ModelWeights.Get(file, model);
        Assert.All(model.Output.bias!.data<float>().ToArray(), x => Assert.Equal(0.1f, x));
    }

    [Fact]
    public void What_else_is_in_the_file_is_passed_over()
    {
        using var model = new LeNet5();
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, model, "net.");
        file.Tensors["other"] = SafeTensor.From(ones(3));
        using var other = new LeNet5();
        ModelWeights.Get(file, other, "net.");
        Assert.Equal(Bytes(model), Bytes(other));
    }

    [Theory]
    [InlineData(Activation.Tanh, Pooling.Max, 10)]
    [InlineData(Activation.Relu, Pooling.Average, 26)]
    public void A_network_comes_back_with_its_choices(Activation activation, Pooling pooling, int classes)
    {
        using var model = new LeNet5(new LeNet5Options(activation, pooling, classes));
        model.Save(_folder.File("choices.safetensors"), [new("seed", "7")]);
        using var again = LeNet5.Load(_folder.File("choices.safetensors"));
        Assert.Equal(model.Options, again.Options);
        Assert.Equal(Bytes(model), Bytes(again));
    }

    [Fact]
    public void A_file_of_pytorch_has_the_usual_choices_and_a_refused_one_leaves_no_tensor()
    {
        string good = _folder.File("good.safetensors"), unknown = _folder.File("unknown.safetensors"),
            lacking = _folder.File("lacking.safetensors");
        using (var model = new LeNet5())
        {
            ModelWeights.Save(model, good);
            ModelWeights.Save(model, unknown, [new("activation", "sine")]);
            var file = SafeTensorsFile.Read(good);
            file.Tensors.Remove("f6.bias");
            file.Write(lacking);
        }

        Assert.Contains("'sine'; known are Tanh, Relu",
            Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(unknown)).Message, StringComparison.Ordinal);
        // TorchSharp goes on counting the tensor that each parameter was made of, so a network that is disposed
        // still leaves ten in the count: the refused one must leave as many.
        Assert.Equal(Left(() => LeNet5.Load(good).Dispose()),
            Left(() => Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(lacking))));

        static long Left(Action action)
        {
            var before = LiveTensors.Settled();
            action();
            return LiveTensors.Settled() - before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    [InlineData(1_000_000)]
    public void Outputs_that_no_labels_fit_are_refused_before_a_network_is_made_for_them(int classes)
    {
        var path = _folder.File("outputs.safetensors");
        var file =
            new SafeTensorsFile
            {
                Tensors = { ["output.bias"] = SafeTensor.From(
                zeros(classes, dtype: ScalarType.Byte)) }
            };
        file.Write(path);
        Assert.Equal($"{path} has 'output.bias' as [{classes}], and a LeNet-5 has 1 to 256 classes",
            Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path)).Message);
    }

    private void Refused(Action<SafeTensorsFile> spoil, params string[] causes)
    {
        using LeNet5 model = new(), source = new();
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, source);
        spoil(file);
        var path = _folder.File("spoilt.safetensors");
        file.Write(path);
        var before = Bytes(model);
        var error = Assert.Throws<SafeTensorsFormatException>(() => ModelWeights.Load(model, path));
        Assert.All([.. causes, path], cause => Assert.Contains(cause, error.Message, StringComparison.Ordinal));
        Assert.Equal(before, Bytes(model));
    }

    internal static byte[] Bytes(nn.Module model) => [.. model.state_dict().Values.SelectMany(w => w.bytes.ToArray())];
}
