using LeNetLab.Models;
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
        Assert.Equal(read.Options, NetworkWeights.Load(path).LeNet5);
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

    /// <summary>PyTorch's CIFAR tutorial, its MNIST example, its older one, a perceptron, two layers alike.</summary>
    [Theory]
    [InlineData("conv1 6,3,5,5 conv2 16,6,5,5 fc1 120,400 fc2 84,120 fc3 10,84",
        "[6, 1, 5, 5] for c1.weight, found conv1.weight as [6, 3, 5, 5]")]
    [InlineData("conv1 32,1,3,3 conv2 64,32,3,3 fc1 128,9216 fc2 10,128",
        "[6, 1, 5, 5] for c1.weight, found conv1.weight as [32, 1, 3, 3]")]
    [InlineData("conv1 10,1,5,5 conv2 20,10,5,5 fc1 50,320 fc2 10,50",
        "[6, 1, 5, 5] for c1.weight, found conv1.weight as [10, 1, 5, 5]")]
    [InlineData("fc1 120,784 fc2 84,120 fc3 10,84", "[6, 1, 5, 5] for c1.weight, found fc1.weight as [120, 784]")]
    [InlineData("a 6,1,5,5 b 16,6,5,5 c 120,400 d 96,120 e 10,96",
        "[84, 120] for f6.weight, found d.weight as [96, 120]")]
    [InlineData("a 6,1,5,5 b 16,6,5,5 c 120,400 d 84,120 e 10,10",
        "[classes, 84] for output.weight, found e.weight as [10, 10]")]
    [InlineData("conv1 8,1,5,5 fc1 84,256 fc2 84,84 fc3 10,84",
        "[6, 1, 5, 5] for c1.weight, found conv1.weight as [8, 1, 5, 5]")]
    public void Shapes_of_another_network_are_named_and_nothing_is_to_be_renamed(string arrays, string expected)
    {
        var file = new SafeTensorsFile();
        foreach (var pair in arrays.Split(' ').Chunk(2))
        {
            long[] shape = [.. pair[1].Split(',').Select(long.Parse)];
            file.Tensors[$"{pair[0]}.weight"] = SafeTensor.Of(shape, new float[shape.Aggregate((a, b) => a * b)]);
            file.Tensors[$"{pair[0]}.bias"] = SafeTensor.Of(shape[..1], new float[shape[0]]);
        }

        var path = _folder.File("other.safetensors");
        file.Write(path);
        Assert.Equal($"{path}: expected LeNet5's shapes, such as {expected}",
            Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path)).Message);
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
