using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Simd;
using LeNetLab.Simd.Training;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

/// <summary>The fast step against torch's: the same mathematics for any batch, rule and number of workers.</summary>
public class SimdStepTests : TrainingTestBase
{
    public static TheoryData<OptimizerKind, double> Rules() => new()
    {
        { OptimizerKind.Adam, 0 }, { OptimizerKind.Adam, 0.01 }, { OptimizerKind.AdamW, 0.01 },
        { OptimizerKind.Sgd, 0 }, { OptimizerKind.Sgd, 0.01 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Over_a_hundred_steps_the_losses_are_those_of_the_plain_loop(OptimizerKind kind, double decay)
    {
        var digits = BuiltInDigits.Generate(6_400, seed: 3, TestContext.Current.CancellationToken);
        var options = new TrainingOptions
        {
            Epochs = 1,
            Optimizer = kind,
            WeightDecay = decay,
            LearningRate = kind == OptimizerKind.Sgd ? 0.02 : 1e-3,
            Schedule = LearningRateSchedule.OneCycle(),
        };
        Assert.Equal(Losses(TorchBackend.Instance), Losses(SimdBackend.Instance), (a, b) => Math.Abs(a - b) <= 1e-4);

        double[] Losses(ITrainingBackend backend)
        {
            var losses = new List<double>();
            using var model = Network();
            // The progress has the mean of the losses so far.
            Trainer.Fit(model, digits, null, options with { Backend = backend },
                new Now(p => losses.Add(p.Loss * p.Step)), TestContext.Current.CancellationToken);
            Assert.Equal(100, losses.Count);
            return [.. losses.Select((sum, i) => i == 0 ? sum : sum - losses[i - 1])];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(50)]
    [InlineData(200)]
    [InlineData(1_000)]
    public void The_weights_are_the_same_bit_for_bit_on_any_number_of_workers(int batchSize)
    {
        var options = new TrainingOptions { Epochs = 2, BatchSize = batchSize, Augmentation = DistortionRanges.Mild };
        using var one = Network();
        Fit(one, options with { Backend = new SimdBackend { Workers = 1 } });
        foreach (var workers in (int?[])[2, 3, 8, null])
        {
            using var some = Network();
            Fit(some, options with { Backend = new SimdBackend { Workers = workers } });
            Assert.Equal(Weights(one), Weights(some));
        }
    }

    [Fact]
    public void Distortions_are_those_of_torch_s_step()
    {
        var options = new TrainingOptions { Epochs = 1, BatchSize = 32, Augmentation = DistortionRanges.Strong };
        using var lanes = Network();
        using var torch = Network();
        Assert.Equal(Fit(torch, options)[0].TrainLoss,
            Fit(lanes, options with { Backend = SimdBackend.Instance })[0].TrainLoss, 1e-5);
    }

    [Fact]
    public void What_it_cannot_take_it_refuses_in_one_line_that_names_the_layer()
    {
        var options = new TrainingOptions { Backend = SimdBackend.Instance };
        using var model = Network();
        Assert.Null(Obstacle(model));
        Assert.Contains("32×32, not 28×28 with a margin of 0", Obstacle(model, padding: 0), StringComparison.Ordinal);
        using var other = nn.Sequential(("id", nn.Identity()));
        Assert.Contains("takes a network with a plan, not a Sequential", Obstacle(other), StringComparison.Ordinal);
        using var five = Network(options: new LeNet5Options(Classes: 5));
        Assert.Contains("5 outputs for 10 classes", Obstacle(five), StringComparison.Ordinal);
        using var coarse = Network();
        coarse.to(ScalarType.Float64);
        Assert.Contains("weights of float32", Obstacle(coarse), StringComparison.Ordinal);
        var distances = PublishedPlans.LeNet5;
        Assert.False(SimdBackend.Instance.CanTrain(distances, Train, options, out var obstacle));
        Assert.Equal($"{distances.Layers[^1].Name}: there is no kernel for radial basis units", obstacle);
        NetworkPlan wide = new("wide", 1, 65, 65, Layer.Output(10));
        Assert.False(SimdBackend.Instance.CanTrain(wide, Train, options, out obstacle));
        Assert.StartsWith("Input: expected 1 or 3 channels of at most 64×64, found 1×65×65", obstacle,
            StringComparison.Ordinal);
        model.C1.weight!.requires_grad = false;
        Assert.Contains("not to learn", Obstacle(model), StringComparison.Ordinal);
        var refused = Assert.Throws<NotSupportedException>(() => Fit(model, options));
        Assert.Equal(
            "The backend simd cannot train this network: some of its layers are not to learn.", refused.Message);
        // Torch trains it, and a layer that must not learn does not.
        var before = model.C1.weight.data<float>().ToArray();
        Fit(model, new TrainingOptions { Epochs = 1 });
        Assert.Equal(before, model.C1.weight.data<float>().ToArray());

        string? Obstacle(nn.Module<Tensor, Tensor> network, int padding = 2) =>
            Trainer.Obstacle(network, Train, options with { Padding = padding });
    }

    [Fact]
    public void Nothing_is_allocated_from_step_to_step()
    {
        var options = new TrainingOptions { BatchSize = 50 };
        using var step =
            new SimdStep(new NetworkWeights(NetworkPlan.LeNet5()), Train, options, workers: 1, lanes: null);
        var batch = Enumerable.Range(0, 50).ToArray();
        // So many that the runtime has compiled every loop anew, which may take memory once, on this thread.
        for (var i = 1; i <= 200; i++) step.Take(batch, 0, 1e-3, i);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 201; i <= 300; i++) step.Take(batch, 0, 1e-3, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_weights_and_a_torch_network_learn_the_same_and_the_history_says_by_what(bool squares)
    {
        var options = new TrainingOptions
        {
            Epochs = 2,
            Backend = SimdBackend.Instance,
            SquaredError = squares,
        };
        using var model = Network(seed: 7);
        var plain = new NetworkWeights(NetworkPlan.LeNet5(), seed: 7);
        var (first, second) = (Fit(model, options, validation: Held), Trainer.Fit(
            plain, Train, Held, options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(first.Select(e => (e.TrainLoss, e.ValidationLoss)),
            second.Select(e => (e.TrainLoss, e.ValidationLoss)));
        Assert.Equal("simd", second.Backend);
        using var copy = plain.ToTorch();
        Assert.Equal(Weights(model), Weights(copy));
        using var torch = Network(seed: 7);
        var third = Fit(torch, options with { Backend = TorchBackend.Instance }, validation: Held);
        Assert.Equal("torch", third.Backend);
        Assert.Equal(third[1].ValidationLoss, second[1].ValidationLoss, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void An_augmentation_that_fails_ends_the_training_and_nobody_waits_for_its_images(int workers)
    {
        var before = new NetworkWeights(NetworkPlan.LeNet5());
        var weights = new NetworkWeights(NetworkPlan.LeNet5());
        var options = new TrainingOptions
        {
            Backend = new SimdBackend { Workers = workers },
            Augmentation = new Failing(50),
        };
        var error = Assert.Throws<InvalidOperationException>(() => Trainer.Fit(
            weights, Train, options: options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("the 50th", error.Message);
        // The step had not moved anything yet.
        foreach (var (one, other) in before.Arrays.Zip(weights.Arrays))
            Assert.Equal(one.Values.ToArray(), other.Values.ToArray());
    }

    private sealed class Failing(int at) : IAugmentation
    {
        private int _count;

        public string Description => "failing";

        public void Apply(ReadOnlySpan<byte> image, Span<byte> target, int height, int width, ulong seed)
        {
            if (Interlocked.Increment(ref _count) == at) throw new ArithmeticException($"the {at}th");
            image.CopyTo(target);
        }
    }

    [Fact]
    public void A_diverging_training_is_told_as_one()
    {
        using var model = Network(options: new LeNet5Options(Activation.Relu, Pooling.Max));
        Assert.Throws<TrainingDivergedException>(() => Fit(
            model,
            new TrainingOptions
            {
                Epochs = 20,
                Optimizer = OptimizerKind.Sgd,
                LearningRate = 1e12,
                Backend = SimdBackend.Instance,
            }));
    }
}
