using LeNetLab.Models;
using LeNetLab.Simd;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

/// <summary>Weights as other people's programs name and shape them.</summary>
[Collection(TorchCollection.Name)]
public sealed class LeNet5NamesTests : IDisposable
{
    private static readonly string[] Own = ["c1", "c3", "c5", "f6", "output"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("conv1 conv2 fc1 fc2 fc3", Activation.Relu, Pooling.Max)]
    [InlineData("module.conv1 module.conv2 module.fc1 module.fc2 module.fc3", Activation.Relu, Pooling.Max)]
    [InlineData("net.0 net.3 net.7 net.9 net.11", Activation.Sigmoid, Pooling.Average)]
    [InlineData("0 3 7 9 11", Activation.Sigmoid, Pooling.Average)]
    [InlineData("_orig_mod.c1 _orig_mod.c3 _orig_mod.c5 _orig_mod.f6 _orig_mod.output", Activation.Tanh,
        Pooling.Average)]
    [InlineData("c1 c3 c5 f6 output", Activation.Tanh, Pooling.Average)]
    [InlineData("features.0 features.3 classifier.0 classifier.2 classifier.4", Activation.Tanh, Pooling.Average)]
    public void Names_of_other_tutorials_are_understood(string names, Activation activation, Pooling pooling)
    {
        using var model = new LeNet5(new LeNet5Options(Classes: 12));
        var path = Write(model, names.Split(' '), flat: true);
        using var read = LeNet5.Load(path);
        Assert.Equal(new LeNet5Options(activation, pooling, 12), read.Options);
        Assert.Equal(ModelWeightsTests.Bytes(model), ModelWeightsTests.Bytes(read));
        using var reader = LeNet5Predictor.Load(path);
        Assert.Equal(read.Options, reader.Options);
    }

    [Fact]
    public void What_the_file_says_of_itself_goes_before_its_names()
    {
        using var model = new LeNet5();
        var path = Write(model, ["conv1", "conv2", "fc1", "fc2", "fc3"], true,
            file => file.Metadata["activation"] = "tanh");
        using var read = LeNet5.Load(path);
        Assert.Equal(new LeNet5Options(Activation.Tanh, Pooling.Max), read.Options);
    }

    [Theory]
    [InlineData(ScalarType.Float16, "F16", 11)]
    [InlineData(ScalarType.BFloat16, "BF16", 8)]
    public void Half_precision_is_read(ScalarType type, string name, int bits)
    {
        using var model = new LeNet5();
        var path = Write(model, Own, flat: false, change: file =>
        {
            foreach (var (key, value) in file.Tensors.ToList())
            {
                using var full = value.ToTensor();
                using var half = full.to(type);
                file.Tensors[key] = SafeTensor.From(half);
            }
        });
        Assert.All(SafeTensorsFile.Read(path).Tensors.Values, tensor => Assert.Equal(name, tensor.Type));
        using var read = LeNet5.Load(path);
        var floats = SafeTensorsFile.Read(path)["c1.weight"].ToFloats();
        Assert.Equal(floats, read.C1.weight!.data<float>().ToArray());
        Assert.All(floats.Zip(model.C1.weight!.data<float>().ToArray()), pair =>
            // The smallest numbers have fewer bits.
            Assert.InRange(Math.Abs(pair.First - pair.Second), 0,
                (Math.Abs(pair.Second) * Math.Pow(2, -bits)) + Math.Pow(2, -25)));
    }

    [Fact]
    public void Names_that_say_nothing_are_told_what_to_become()
    {
        using var model = new LeNet5();
        var path = Write(model, Own, flat: false, change: file =>
        {
            (file.Tensors["first"], file.Tensors["shift"]) = (file["c1.weight"], file["c1.bias"]);
            file.Tensors.Remove("c1.weight");
            file.Tensors.Remove("c1.bias");
        });
        Assert.Equal($"{path}: expected the names of LeNet5's arrays, found others: rename first to c1.weight, "
            + "shift to c1.bias", Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path)).Message);
    }

    [Fact]
    public void Two_arrays_that_could_be_the_same_layer_are_named()
    {
        using var model = new LeNet5();
        var path = Write(model, ["conv1", "conv2", "fc1", "fc2", "fc3"], flat: true,
            file => file.Tensors["ema.conv1.weight"] = file["conv1.weight"]);
        Assert.Contains("conv1.weight and ema.conv1.weight; rename the right one to c1.weight",
            Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("504B0304140000000800000021")]
    [InlineData("80028A0A6CFC9C46F920")]
    public void What_torch_save_writes_is_named_for_what_it_is(string bytes)
    {
        var path = _folder.File("model.pth");
        File.WriteAllBytes(path, Convert.FromHexString(bytes));
        Assert.Contains("torch.save; docs/exchange.md says how to convert it",
            Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path)).Message, StringComparison.Ordinal);
    }

    private string Write(LeNet5 model, string[] names, bool flat, Action<SafeTensorsFile>? change = null)
    {
        var file = new SafeTensorsFile();
        foreach (var (name, tensor) in model.state_dict())
        {
            var layer = Array.IndexOf(Own, name[..name.IndexOf('.', StringComparison.Ordinal)]);
            // The fifth layer as others have it, on the flattened maps.
            using var shaped = flat && name == "c5.weight" ? tensor.reshape(120, 400) : tensor.alias();
            file.Tensors[names[layer] + name[name.IndexOf('.', StringComparison.Ordinal)..]] = SafeTensor.From(shaped);
        }

        change?.Invoke(file);
        var path = _folder.File("named.safetensors");
        file.Write(path);
        return path;
    }
}
