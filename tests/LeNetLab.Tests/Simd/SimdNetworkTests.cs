using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd.Network;
using LeNetLab.Tests.Core.Models;
using LeNetLab.Tests.Core.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

/// <summary>The SIMD network against torch's layers and autograd, for every choice and register width.</summary>
[Collection(TorchCollection.Name)]
public unsafe class SimdNetworkTests
{
    // Three groups of 16, the last of them with five images.
    private const int Images = 37;

    private static readonly ImageSet Set = Blobs.Make(Images, 5);

    public SimdNetworkTests() => NativeTorch.Load();

    public static TheoryData<Activation, Pooling, int, int> Choices()
    {
        var choices = new TheoryData<Activation, Pooling, int, int>();
        foreach (var (activation, pooling) in LeNet5Tests.Variants().Select(row => row.Data))
            foreach (var lanes in (int[])[16, 8, 4]) choices.Add(activation, pooling, lanes, 10);
        choices.Add(Activation.Tanh, Pooling.Average, SimdNetwork.BestLanes, 62);
        choices.Add(Activation.Relu, Pooling.Max, SimdNetwork.BestLanes, 27);
        choices.Add(Activation.Tanh, Pooling.Average, SimdNetwork.BestLanes, 11);
        return choices;
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Loss_outputs_and_every_gradient_are_torch_s(
        Activation activation, Pooling pooling, int lanes, int classes)
    {
        random.manual_seed(7);
        using var scope = NewDisposeScope();
        using var model = new LeNet5(new LeNet5Options(activation, pooling, classes, Initialization.Xavier));
        var logits = model.call(Set.ToTensor());
        var loss = nn.functional.cross_entropy(logits, Set.LabelTensor());
        loss.backward();

        using var weightsInPlace = new SimdWeights(model);
        using var network = SimdNetwork.Create(weightsInPlace, model.Options, lanes);
        using var scratch = network.CreateScratch();
        using var batch = new SimdBatch(Images, lanes, classes);
        var input = new SimdInput(28, Normalization.Mnist, lanes);
        input.Clear(scratch);
        var groups = (Images + lanes - 1) / lanes;
        var expected = logits.Floats();
        for (var g = 0; g < groups; g++)
        {
            var count = Math.Min(lanes, Images - g * lanes);
            for (var n = 0; n < count; n++) input.Write(Set.Image(g * lanes + n), scratch, n);
            network.Forward(scratch);
            for (var n = 0; n < count; n++)
                for (var c = 0; c < classes; c++)
                    Assert.Equal(expected[(g * lanes + n) * classes + c], scratch.Output[c * lanes + n], 2e-5f);
            network.Backward(scratch, batch, g, Set.Labels.Span.Slice(g * lanes, count), 1f / Images);
        }

        Assert.Equal(loss.ToSingle(), batch.Losses.Sum() / Images, 1e-5);
        var convolutions = new float[SimdShape.ConvolutionParameters];
        network.ConvolutionGradient(batch, groups, convolutions);
        var found = new List<float[]>
        {
            convolutions[..150], convolutions[150..156], convolutions[156..2556], convolutions[2556..],
        };
        foreach (var (layer, rows, columns) in new[] { (LaneFullLayer.C5, 120, 400), (LaneFullLayer.F6, 84, 120),
            (LaneFullLayer.Output, classes, 84) })
        {
            var (weights, biases) = (new float[rows * columns], new float[rows]);
            network.FullGradient(layer, batch, groups, 0, rows, weights, biases);
            found.AddRange([weights, biases]);
        }

        foreach (var ((name, parameter), gradient) in model.named_parameters().Zip(found))
        {
            var torch = parameter.grad!.contiguous().Floats().ToArray();
            var largest = torch.Max(Math.Abs);
            Assert.Equal(torch.Length, gradient.Length);
            for (var i = 0; i < torch.Length; i++)
                Assert.True(Math.Abs(torch[i] - gradient[i]) <= 1e-5 * largest + 1e-9,
                    $"{name}[{i}]: {gradient[i]}, not {torch[i]}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(700)]
    public void Inference_gives_torch_s_outputs_for_any_number_of_images(int count)
    {
        using var model = TrainingTestBase.Network();
        using var scope = NewDisposeScope();
        var images = Blobs.Make(count, 3);
        var seen = new List<int>();
        var predictions = Inference.Run(model, images, progress: new Seen(seen.Add),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(count, predictions.Count);
        if (count == 0) return;
        Assert.Equal(count, seen[^1]);
        var expected = model.call(images.ToTensor()).Floats();
        for (var i = 0; i < count; i++)
            for (var c = 0; c < 10; c++) Assert.Equal(expected[i * 10 + c], predictions.Logits(i)[c], 1e-5f);
    }

    [Fact]
    public void A_network_of_double_precision_is_left_to_torch()
    {
        using var model = TrainingTestBase.Network();
        Assert.True(SimdWeights.CanTake(model));
        model.to(ScalarType.Float64);
        Assert.False(SimdWeights.CanTake(model));
    }

    private sealed class Seen(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
