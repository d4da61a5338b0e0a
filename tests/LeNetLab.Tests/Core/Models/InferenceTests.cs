using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Tests.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

[Collection(TorchCollection.Name)]
public class InferenceTests
{
    public InferenceTests() => NativeTorch.Load();

    // The library reads 125 at a time: less than one batch, exactly one, one more, and several.
    [Theory]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(300)]
    public void The_logits_are_those_of_each_image_alone(int count)
    {
        var images = Blobs.Make(count, 3);
        random.manual_seed(1);
        using var model = new LeNet5();
        var seen = new List<int>();
        var predictions = Inference.Run(model, images, progress: new Now(seen.Add),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(count, predictions.Count);
        Assert.Equal(10, predictions.Classes);
        Assert.Equal(images.Labels.ToArray(), Enumerable.Range(0, count).Select(i => (byte)predictions.Label(i)));
        foreach (var i in new[] { 0, count / 2, count - 1 })
        {
            using var scope = NewDisposeScope();
            var alone = model.call(images.ToTensor(i, 1)).data<float>().ToArray();
            Assert.Equal(0, alone.Zip(predictions.Logits(i).ToArray(), (a, b) => Math.Abs(a - b)).Max(), 1e-6);
        }

        Assert.Equal(count, seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void No_tensor_stays_and_the_mode_comes_back()
    {
        var images = Blobs.Make(130, 3);
        using var model = new LeNet5();
        foreach (var training in new[] { true, false })
        {
            model.train(training);
            var before = LiveTensors.Settled();
            Inference.Run(model, images, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(before, LiveTensors.Now);
            Assert.Equal(training, model.training);
        }
    }

    [Fact]
    public void An_empty_set_gives_no_predictions()
    {
        using var model = new LeNet5();
        var predictions = Inference.Run(
            model, new ImageSet([], []), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            (0, 10, 0, 0), (predictions.Count, predictions.Classes, predictions.Accuracy, predictions.CrossEntropy));
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var model = new LeNet5();
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Inference.Run(model, Blobs.Make(300, 1), progress: new Now(_ => cancel.Cancel()),
                cancellationToken: cancel.Token));
        Assert.True(model.training);
    }

    [Fact]
    public void Cross_entropy_and_probabilities_equal_those_of_torch()
    {
        var random = new System.Random(4);
        float[] logits = [.. Enumerable.Range(0, 50 * 10).Select(_ => (float)(random.NextDouble() * 40 - 20))];
        byte[] labels = [.. Enumerable.Range(0, 50).Select(_ => (byte)random.Next(10))];
        var predictions = new Predictions(logits, labels, 10);
        using var scope = NewDisposeScope();
        var numbers = tensor(logits, [50, 10]).to_type(ScalarType.Float64);
        var expected = nn.functional.cross_entropy(
            numbers, tensor(Array.ConvertAll(labels, l => (long)l))).item<double>();
        Assert.Equal(expected, predictions.CrossEntropy, 1e-9);
        var shares = numbers.softmax(1).contiguous().data<double>().ToArray();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(1, predictions.Probabilities(i).Sum(), 1e-12);
            for (var c = 0; c < 10; c++) Assert.Equal(shares[i * 10 + c], predictions.Probabilities(i)[c], 1e-12);
        }
    }

    private sealed class Now(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
