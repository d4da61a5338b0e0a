using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Onnx;
using LeNetLab.Tests.Handwriting;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Onnx;

/// <summary>An exported network in ONNX Runtime gives what the network gives in torch.</summary>
[Collection(TorchCollection.Name)]
public sealed class OnnxExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OnnxExportTests() => NativeTorch.Load();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every choice that there is, so that a new one is not forgotten.</summary>
    public static TheoryData<Activation, Pooling> Choices()
    {
        var data = new TheoryData<Activation, Pooling>();
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (var pooling in Enum.GetValues<Pooling>()) data.Add(activation, pooling);
        return data;
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Every_choice_gives_the_same_logits(Activation activation, Pooling pooling)
    {
        random.manual_seed(5);
        using var network = new LeNet5(new LeNet5Options(activation, pooling));
        AssertSameLogits(network, Drawn.Generate(50, seed: 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(62)]
    public void Any_number_of_classes(int classes)
    {
        random.manual_seed(6);
        using var network = new LeNet5(new LeNet5Options(Classes: classes));
        AssertSameLogits(network, Drawn.Generate(5, seed: 3));
    }

    [Fact]
    public void Any_normalisation()
    {
        random.manual_seed(7);
        using var network = new LeNet5();
        var digits = Drawn.Generate(20, seed: 3);
        foreach (var normalization in new[] { Normalization.LeCun1998, Normalization.ZeroToOne, new Normalization(0.5, 0.25) })
            AssertSameLogits(network, digits, normalization);
    }

    [Fact]
    public void The_trained_network_on_1_000_drawn_digits()
    {
        using var network = LeNet5.Pretrained();
        AssertSameLogits(network, Drawn.Generate(1_000, seed: 11));
    }

    [Fact]
    public void The_trained_network_on_1_000_digits_of_mnist()
    {
        var folder = RealMnist.Require();
        using var network = LeNet5.Pretrained();
        var digits = Digits.Load(folder, cancellationToken: TestContext.Current.CancellationToken).Test.Take(1_000);
        AssertSameLogits(network, digits);
    }

    // Noise reaches bytes that no digit has, and every pixel of the edge.
    [Fact]
    public void Pictures_that_are_no_digits()
    {
        using var network = LeNet5.Pretrained();
        var pixels = new byte[30 * 784];
        new System.Random(1).NextBytes(pixels);
        pixels.AsSpan(0, 784).Clear();
        pixels.AsSpan(784, 784).Fill(255);
        AssertSameLogits(network, new ImageSet(pixels, new byte[30]));
    }

    [Fact]
    public void The_number_of_digits_is_free_from_call_to_call()
    {
        using var network = LeNet5.Pretrained();
        using var session = new InferenceSession(OnnxExport.ToBytes(network));
        var digits = Drawn.Generate(7, seed: 2);
        var all = Run(session, digits.Pixels);
        Assert.Equal(70, all.Length);
        for (var i = 0; i < digits.Count; i++)
        {
            var one = Run(session, digits.Pixels.Slice(i * 784, 784));
            Assert.All(one.Zip(all.AsSpan(i * 10, 10).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void The_file_says_what_it_takes_and_gives()
    {
        using var network = new LeNet5(new LeNet5Options(Activation.Relu, Pooling.Max, Classes: 26));
        using var session = new InferenceSession(OnnxExport.ToBytes(network));
        var (input, output) = (Assert.Single(session.InputMetadata), Assert.Single(session.OutputMetadata));
        Assert.Equal("digits", input.Key);
        Assert.Equal(typeof(byte), input.Value.ElementType);
        Assert.Equal([-1, 1, 28, 28], input.Value.Dimensions);
        Assert.Equal("N", input.Value.SymbolicDimensions[0]);
        Assert.Equal("logits", output.Key);
        Assert.Equal(typeof(float), output.Value.ElementType);
        Assert.Equal([-1, 26], output.Value.Dimensions);
        Assert.Equal("N", output.Value.SymbolicDimensions[0]);
        Assert.Equal("LeNetLab", session.ModelMetadata.ProducerName);
        Assert.Equal("LeNet-5", session.ModelMetadata.GraphName);
        Assert.Equal("Relu", session.ModelMetadata.CustomMetadataMap["activation"]);
        Assert.Equal("Max", session.ModelMetadata.CustomMetadataMap["pooling"]);
        Assert.Contains("0.1307", session.ModelMetadata.CustomMetadataMap["normalization"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_steps_have_the_paper_s_names()
    {
        using var network = new LeNet5();
        var graph = MessageReader.Read(OnnxExport.ToBytes(network)).Message(7);
        Assert.Equal(
            [
                "Margin: Pad", "Cast: Cast", "Mean: Sub", "Deviation: Div", "C1: Conv", "C1.Tanh: Tanh", "S2: AveragePool",
                "C3: Conv", "C3.Tanh: Tanh", "S4: AveragePool", "C5: Conv", "C5.Tanh: Tanh", "Flatten: Flatten", "F6: Gemm",
                "F6.Tanh: Tanh", "Output: Gemm",
            ],
            graph.Messages(1).Select(node => $"{node.Text(3)}: {node.Text(4)}"));
        Assert.Equal(
            [.. network.state_dict().Keys, "margin", "background", "mean", "deviation"],
            graph.Messages(5).Select(constant => constant.Text(8)));
    }

    [Fact]
    public void The_shapes_on_the_way_are_those_of_the_network()
    {
        using var network = new LeNet5();
        var graph = MessageReader.Read(OnnxExport.ToBytes(network)).Message(7);
        var shapes = graph.Messages(13).ToDictionary(
            value => value.Text(1),
            value => string.Join(" ", value.Message(2).Message(1).Message(2).Messages(1).Select(size => size.Has(2) ? size.Text(2) : $"{size.Number(1)}")));
        foreach (var layer in network.Summary().Where(layer => layer.Kind is not LayerKind.Full))
            Assert.Equal($"N {layer.Maps} {layer.Height} {layer.Width}", shapes[$"{layer.Name}.maps"]);
        Assert.Equal("N 84", shapes["F6.units"]);
    }

    [Fact]
    public void The_file_is_the_bytes_and_equal_networks_give_equal_files_and_no_tensor_stays()
    {
        using var network = LeNet5.Pretrained();
        var path = _folder.File("new/lenet5.onnx");
        OnnxExport.Save(network, path);
        var before = LiveTensors.Settled();
        OnnxExport.Save(network, path);
        Assert.Equal(before, LiveTensors.Now);
        using var again = LeNet5.Pretrained();
        Assert.Equal(OnnxExport.ToBytes(again), File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_network_in_double_precision_is_rounded()
    {
        using var network = LeNet5.Pretrained();
        var single = OnnxExport.ToBytes(network);
        network.to(ScalarType.Float64);
        Assert.Equal(single, OnnxExport.ToBytes(network));
    }

    [Fact]
    public void A_choice_that_is_not_known_is_refused()
    {
        using LeNet5 activation = new(new LeNet5Options((Activation)99)), pooling = new(new LeNet5Options(Pooling: (Pooling)99));
        Assert.Contains("activation 99", Assert.Throws<NotSupportedException>(() => OnnxExport.ToBytes(activation)).Message, StringComparison.Ordinal);
        Assert.Contains("pooling 99", Assert.Throws<NotSupportedException>(() => OnnxExport.ToBytes(pooling)).Message, StringComparison.Ordinal);
    }

    private static void AssertSameLogits(LeNet5 network, ImageSet digits, Normalization? normalization = null)
    {
        using var session = new InferenceSession(OnnxExport.ToBytes(network, normalization));
        var actual = Run(session, digits.Pixels);
        var expected = LogitsOf(network, digits, normalization);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    private static float[] LogitsOf(LeNet5 network, ImageSet digits, Normalization? normalization)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return network.call(digits.ToTensor(normalization)).data<float>().ToArray();
    }

    private static float[] Run(InferenceSession session, ReadOnlyMemory<byte> pixels)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(pixels.ToArray(), [pixels.Length / 784, 1, 28, 28]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["digits"], [input], ["logits"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
