using FsCheck;
using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Simd.Network;
using LeNetLab.Tests.Core.Models;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

/// <summary>The SIMD network against torch's layers and autograd in double precision, for plans of all kinds.</summary>
[Collection(TorchCollection.Name)]
public unsafe class SimdNetworkTests
{
    // Two groups of 8, the second with five images.
    private const int Images = 13;

    public SimdNetworkTests() => NativeTorch.Load();

    [Property(MaxTest = 30, Replay = "1998,7")]
    public void Loss_and_every_gradient_are_autograd_s(int seed)
    {
        var plan = RandomPlans.Make(new Random(seed));
        var loss = seed % 2 == 0 ? LossKind.CrossEntropy : LossKind.SquaredError;
        foreach (var lanes in (int[])[8, 4, 16]) Check(plan, seed, lanes, loss);
    }

    [Theory]
    [MemberData(nameof(LeNet5Tests.Variants), MemberType = typeof(LeNet5Tests))]
    public void So_they_are_for_LeNet5(Activation activation, Pooling pooling)
    {
        foreach (var (lanes, classes) in new[] { (16, 10), (8, 62), (4, 11) })
            Check(NetworkPlan.LeNet5(new(activation, pooling, classes)), 7, lanes, LossKind.CrossEntropy);
    }

    // Kernels of 3, 4 and 5 columns between many maps, at edges of all kinds.
    [Property(MaxTest = 12, Replay = "1998,7")]
    public void So_they_are_between_many_maps(int seed)
    {
        var random = new Random(seed);
        int kernel = 3 + Math.Abs(seed % 3), height = random.Next(9, 20), width = random.Next(9, 20);
        NetworkPlan plan = new("many maps", 1, height, width,
            Layer.Convolution("A", random.Next(4, 9), 3, Activation.Tanh, random.Next(2)),
            Layer.Convolution("B", random.Next(4, 12), kernel, Activation.Tanh, random.Next(3)),
            Layer.Convolution("C", random.Next(4, 9), kernel, null, random.Next(3)), Layer.Output(7));
        foreach (var lanes in (int[])[8, 4, 16]) Check(plan, seed, lanes, LossKind.CrossEntropy);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_fifty_steps_the_losses_are_torch_s(int seed)
    {
        var plan = RandomPlans.Make(new Random(seed), dropout: false, channels: 1);
        var random = new Random(seed);
        var pixels = new byte[800 * plan.Height * plan.Width];
        random.NextBytes(pixels);
        ImageSet set = new(
            pixels, [.. Enumerable.Range(0, 800).Select(_ => (byte)random.Next(plan.Classes))], plan.Height, plan.Width,
            classes: plan.Classes);
        var options = new TrainingOptions
        {
            Epochs = 1,
            BatchSize = 16,
            Padding = 0,
            Optimizer = (OptimizerKind)(seed % 3),
            WeightDecay = 0.01,
        };
        Assert.Equal(Losses(TorchBackend.Instance), Losses(SimdBackend.Instance), (a, b) => Math.Abs(a - b) <= 1e-4);

        double[] Losses(ITrainingBackend backend)
        {
            var sums = new List<double> { 0 };
            Trainer.Fit(
                new NetworkWeights(plan, seed: seed), set, null, options with { Backend = backend },
                new TrainingTestBase.Now(p => sums.Add(p.Loss * p.Step)), TestContext.Current.CancellationToken);
            return [.. sums.Zip(sums.Skip(1), (before, after) => after - before)];
        }
    }

    [Theory]
    [InlineData(Initialization.Torch)]
    [InlineData(Initialization.Xavier)]
    [InlineData(Initialization.Keras)]
    public void The_first_weights_are_those_that_torch_draws(Initialization initialization)
    {
        random.manual_seed(7);
        using var model = new LeNet5(new(Initialization: initialization));
        NetworkWeights weights = new(NetworkPlan.LeNet5(), initialization, 7);
        foreach (var (parameter, array) in model.parameters().Zip(weights.Arrays))
            Assert.Equal(parameter.data<float>().ToArray(), array.Values.ToArray());
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

    private static void Check(NetworkPlan plan, int seed, int lanes, LossKind kind)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        var images = new byte[Images][];
        var labels = new byte[Images];
        for (var i = 0; i < Images; i++)
        {
            images[i] = new byte[plan.Channels * plan.Height * plan.Width];
            Draw(images[i], plan, random, blank: seed % 4 == 1);
            labels[i] = (byte)random.Next(plan.Classes);
        }

        NetworkWeights weights = new(plan, Initialization.Xavier, seed);
        using var network = SimdNetwork.Create(weights, lanes);
        using var scratch = network.CreateScratch();
        using var batch = new SimdBatch(network, Images);
        SimdInput input = new(network.Levels[0], 0, Normalization.Mnist.ToTable(), lanes);
        input.Clear(scratch);
        var masks = network.Levels.ToDictionary(level => level.Index, level => new double[Images * level.Units]);
        for (var g = 0; g < batch.Capacity; g++)
        {
            var count = Math.Min(lanes, Images - g * lanes);
            for (var n = 0; n < count; n++)
            {
                input.Keep(images[g * lanes + n], scratch, n);
                scratch.Seeds[n] = (ulong)(g * lanes + n);
            }

            input.Lay(scratch);
            network.Forward(scratch);
            network.Backward(scratch, batch, g, labels.AsSpan(g * lanes, count), 1f / Images, kind);
            foreach (var level in network.Layers.Where(layer => layer.Drops).Select(layer => layer.Above))
                for (var n = 0; n < count; n++)
                    for (var u = 0; u < level.Units; u++)
                        masks[level.Index][(g * lanes + n) * level.Units + u] =
                            scratch.Masks[level.Index][u * lanes + n];
        }

        var table = Normalization.Mnist.ToTable();
        var x = tensor([.. images.SelectMany(image => image.Select(b => (double)table[b]))],
            [Images, plan.Channels, plan.Height, plan.Width]);
        var parameters = weights.Arrays.Select(array => tensor(
            [.. array.Values.ToArray().Select(v => (double)v)], array.Shape).requires_grad_(true)).ToArray();
        var loss = kind.Of(
            RandomPlans.Outputs(plan, x, parameters, masks), tensor([.. labels.Select(label => (long)label)]));
        loss.backward();
        Assert.Equal(loss.ToDouble(), batch.Losses.Sum() / Images, 1e-4);

        var at = 0;
        foreach (var layer in network.Layers.Where(layer => layer.Weights is not null))
        {
            var (gradient, biases) = (new float[layer.Rows * layer.GradientStride], new float[layer.Rows]);
            fixed (float* w = gradient, b = biases) layer.Gradient(batch, batch.Capacity, 0, layer.Rows, w, b);
            var rows = Enumerable.Range(0, layer.Rows)
                .SelectMany(r => gradient.AsSpan(r * layer.GradientStride, layer.Columns).ToArray());
            foreach (var found in new[] { rows.ToArray(), biases })
            {
                var expected = parameters[at++].grad!.flatten().data<double>().ToArray();
                var largest = expected.Max(Math.Abs);
                var error = expected.Zip(found, (e, f) => Math.Abs(e - f)).Max();
                Assert.True(error <= 1e-4 * largest + 1e-12,
                    $"{layer.Name}, {lanes} lanes: off by {error} of {largest} in {plan}");
            }
        }
    }

    // Noise within a rectangle, of which nothing may be left.
    private static void Draw(byte[] image, NetworkPlan plan, Random random, bool blank)
    {
        int top = random.Next(plan.Height), left = random.Next(plan.Width);
        int bottom = random.Next(top, plan.Height + 1), right = random.Next(left, plan.Width + 1);
        random.NextBytes(image);
        for (var i = 0; blank && i < image.Length; i++)
        {
            var (x, y) = (i % plan.Width, i / plan.Width % plan.Height);
            if (x < left || x >= right || y < top || y >= bottom) image[i] = 0;
        }
    }

    private sealed class Seen(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
