using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Training;

public class TrainerTests : TrainingTestBase
{
    private static readonly TrainingOptions Short = new()
    {
        Epochs = 3,
        BatchSize = 32,
        LearningRate = 2e-3,
        Seed = 9,
        Backend = SimdBackend.Instance
    };

    public static TheoryData<OptimizerKind> Kinds() => [OptimizerKind.Adam, OptimizerKind.AdamW, OptimizerKind.Sgd];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_ends_where_the_loop_written_out_by_hand_ends(OptimizerKind kind)
    {
        var options = Short with
        {
            Backend = TorchBackend.Instance,
            Optimizer = kind,
            WeightDecay = 0.01,
            Schedule = LearningRateSchedule.Cosine(),
        };
        using var model = Network();
        var history = Fit(model, options);

        using var byHand = Network();
        var losses = new List<double>();
        using (NewDisposeScope())
        {
            var images = Train.ToTensor();
            var labels = Train.LabelTensor();
            using var optimizer = Optimizer(kind, byHand);
            random.manual_seed(options.Seed);
            for (var epoch = 0; epoch < 3; epoch++)
            {
                var order = Enumerable.Range(0, 200).ToArray();
                new System.Random(9 * 1_000_003 + epoch).Shuffle(order);
                double sum = 0;
                for (var step = 0; step < 7; step++)
                {
                    var batch = order[(step * 32)..Math.Min(200, step * 32 + 32)];
                    var index = tensor(Array.ConvertAll(batch, i => (long)i));
                    foreach (var group in optimizer.ParamGroups)
                        group.LearningRate = 2e-3 * (1 + Math.Cos(Math.PI * ((epoch + step / 7.0) / 3))) / 2;
                    optimizer.zero_grad();
                    var loss = nn.functional.cross_entropy(byHand.call(images[index]), labels[index]);
                    loss.backward();
                    optimizer.step();
                    sum += loss.ToSingle() * batch.Length;
                }

                losses.Add(sum / 200);
            }
        }

        Assert.Equal(Weights(byHand), Weights(model));
        Assert.Equal(losses, history.Select(e => e.TrainLoss));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_first_step_is_the_one_in_the_papers(OptimizerKind kind)
    {
        const double Rate = 0.01, Decay = 0.1;
        using var model = Network();
        var before = Numbers(model);
        double[] gradient;
        using (NewDisposeScope())
        {
            nn.functional.cross_entropy(model.call(Train.ToTensor()), Train.LabelTensor()).backward();
            gradient = [.. model.parameters().SelectMany(p => p.grad!.contiguous().data<float>().ToArray())
                .Select(g => (double)g)];
            model.zero_grad();
        }

        Fit(model, new TrainingOptions
        {
            Epochs = 1,
            BatchSize = 200,
            LearningRate = Rate,
            Optimizer = kind,
            WeightDecay = Decay
        });

        var after = Numbers(model);
        for (var i = 0; i < before.Length; i++)
        {
            var pulled = gradient[i] + Decay * before[i];
            // After bias correction the first step of Adam is g / (|g| + ε).
            var expected = kind switch
            {
                OptimizerKind.Adam => before[i] - Rate * pulled / (Math.Abs(pulled) + 1e-8),
                OptimizerKind.AdamW =>
                    before[i] * (1 - Rate * Decay) - Rate * gradient[i] / (Math.Abs(gradient[i]) + 1e-8),
                _ => before[i] - Rate * pulled,
            };
            // Where the gradient is next to nothing its sign is rounding, and Adam makes a whole step of it.
            if (kind != OptimizerKind.Sgd && Math.Abs(pulled) < 1e-5) continue;
            if (kind == OptimizerKind.AdamW && Math.Abs(gradient[i]) < 1e-5) continue;
            Assert.Equal(expected, after[i], 2e-5);
        }
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_and_the_network_stays_as_it_was()
    {
        Assert.SkipWhen(NativeTorch.Version("TorchPackage").Contains("cuda", StringComparison.Ordinal),
            "This build has CUDA.");
        using var model = Network();
        var before = Weights(model);
        var options = new TrainingOptions { Device = ComputeDevice.Cuda, Checkpoint = Folder.File("cuda.ckpt") };
        Assert.Throws<NativeTorchException>(() => Fit(model, options));
        Assert.Equal(before, Weights(model));
        Assert.False(File.Exists(options.Checkpoint));
        Assert.NotEqual(
            options.Fingerprint(model, Train, null), (options with { Device = ComputeDevice.Cpu }).Fingerprint(model,
                Train, null));
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_another_seed_gives_others()
    {
        var options = Short with { Augmentation = DistortionRanges.Mild };
        using LeNet5 first = Network(), second = Network(), third = Network();
        Fit(first, options);
        Fit(second, options);
        Fit(third, options with { Seed = 10 });
        Assert.Equal(Weights(first), Weights(second));
        Assert.NotEqual(Weights(first), Weights(third));
    }

    [Fact]
    public void The_rate_is_really_stepped()
    {
        using var model = Network();
        var steps = Fit(model, Short with { Epochs = 4, Schedule = LearningRateSchedule.Steps(2, 0.1) });
        Assert.Equal([2e-3, 2e-3, 2e-4, 2e-4], steps.Select(e => Math.Round(e.LearningRate, 12)));

        // The last of seven steps of an epoch lies at 6/7 of it.
        var cosine = Fit(model, Short with { Schedule = LearningRateSchedule.Cosine() });
        Assert.All(cosine, e =>
            Assert.Equal(2e-3 * (1 + Math.Cos(Math.PI * (e.Epoch - 1 + 6 / 7.0) / 3)) / 2, e.LearningRate, 1e-12));
    }

    [Fact]
    public void A_rate_of_almost_nothing_changes_almost_nothing()
    {
        using var model = Network();
        var before = Numbers(model);
        Fit(model, Short with { Schedule = LearningRateSchedule.Steps(1, 1e-12), LearningRate = 1e-9 });
        Assert.True(before.Zip(Numbers(model), (a, b) => Math.Abs(a - b)).Max() < 1e-7);
    }

    [Fact]
    public void Blobs_are_learnt()
    {
        using var model = Network();
        var history = Trainer.Fit(
            model, Blobs.Make(600, 3), Held, new TrainingOptions { Epochs = 4, BatchSize = 32, LearningRate = 3e-3 },
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(StopReason.Completed, history.Stopped);
        Assert.True(history[0].TrainLoss > 0.3, $"{history[0]}");
        Assert.True(history[^1].TrainLoss < 0.1, $"{history[^1]}");
        Assert.True(history[^1].ValidationAccuracy > 0.97, $"{history[^1]}");
        Assert.Equal(history[^1].ValidationAccuracy,
            Inference.Run(model, Held, cancellationToken: TestContext.Current.CancellationToken).Accuracy, 0.05);
    }

    [Fact]
    public void With_a_validation_set_it_ends_with_the_best_epoch()
    {
        using var model = Network();
        var options = Short with { Epochs = 8 };
        var atEnd = new List<byte[]>();
        var history = Fit(model, options, told: p =>
        {
            if (p.Finished is not null) atEnd.Add(Weights(model));
        }, validation: Doubtful);
        var best = history.MinBy(e => e.ValidationLoss)!;
        Assert.InRange(best.Epoch, 2, 7);
        Assert.Equal(best, history.Best);
        Assert.Equal(atEnd[best.Epoch - 1], Weights(model));
        var read = Inference.Run(
            model, Doubtful, options.Backend, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(best.ValidationLoss, read.CrossEntropy);
    }

    [Fact]
    public void Without_one_it_ends_with_the_last_weights()
    {
        using var model = Network();
        byte[] last = [];
        var history = Fit(model, Short, told: _ => last = Weights(model));
        Assert.Equal(last, Weights(model));
        Assert.Equal(3, history.Best!.Epoch);
        Assert.True(double.IsNaN(history[0].ValidationLoss));
    }

    [Fact]
    public void Cancelled_within_an_epoch_it_keeps_the_best_so_far()
    {
        using var model = Network();
        using var cancel = new CancellationTokenSource();
        byte[] first = [];
        var history = Fit(model, Short, validation: Held, cancel: cancel, told: p =>
        {
            if (p.Finished is { Epoch: 1 }) first = Weights(model);
            if (p is { Epoch: 2, Step: 3 }) cancel.Cancel();
        });
        Assert.Equal(StopReason.Cancelled, history.Stopped);
        Assert.Single(history);
        Assert.Equal(first, Weights(model));
    }

    [Fact]
    public void Cancelled_before_it_starts_it_changes_nothing()
    {
        using var model = Network();
        var before = Weights(model);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var history = Fit(model, Short, cancel: cancel);
        Assert.Equal((StopReason.Cancelled, 0, null), (history.Stopped, history.Count, history.Best));
        Assert.Equal(before, Weights(model));
    }

    [Fact]
    public void It_stops_when_the_loss_has_not_improved_for_long_enough()
    {
        using var model = Network();
        var history = Fit(model, Short with { Epochs = 40, Patience = 2 }, validation: Doubtful);
        Assert.Equal(StopReason.NoImprovement, history.Stopped);
        Assert.Equal(2, history.Count - history.Best!.Epoch);
        Assert.True(history.Count < 40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loss_that_is_no_number_is_an_error(bool training)
    {
        using var model = Network(options: new LeNet5Options(Activation.Relu));
        model.train(training);
        var error = Assert.Throws<TrainingDivergedException>(
            () => Fit(model, Short with { Optimizer = OptimizerKind.Sgd, LearningRate = 1e20 }));
        Assert.Contains("lower learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(training, model.training);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_spoilt_by_the_very_last_step_are_an_error_too(bool validation)
    {
        // One step an epoch: the loss is taken before the step that spoils the weights.
        using var model = Network(options: new LeNet5Options(Activation.Relu));
        var checkpoint = Folder.File("spoilt.safetensors");
        var options = new TrainingOptions
        {
            Epochs = 1,
            BatchSize = 200,
            Optimizer = OptimizerKind.Sgd,
            LearningRate = 1e38,
            WeightDecay = 1e5,
            Checkpoint = checkpoint
        };
        Assert.Throws<TrainingDivergedException>(() => Fit(model, options, validation: validation ? Held : null));
        Assert.False(File.Exists(checkpoint));
    }

    [Fact]
    public void An_error_after_a_good_epoch_leaves_the_best_weights()
    {
        using var model = Network();
        byte[] first = [];
        Assert.Throws<InvalidOperationException>(() => Fit(model, Short, validation: Held, told: p =>
        {
            if (p.Finished is { Epoch: 1 }) first = Weights(model);
            if (p is { Epoch: 2, Step: 3 }) throw new InvalidOperationException("the caller's own");
        }));
        Assert.Equal(first, Weights(model));
    }

    [Fact]
    public void Progress_counts_every_step_once()
    {
        using var model = Network();
        var seen = new List<(int, int, int, int)>();
        var finished = new List<EpochResult>();
        var history = Fit(model, Short with { Epochs = 2 }, told: p =>
        {
            seen.Add((p.Epoch, p.Epochs, p.Step, p.Steps));
            if (p.Finished is not null) finished.Add(p.Finished);
        });
        Assert.Equal(
            from epoch in Enumerable.Range(1, 2) from step in Enumerable.Range(1, 7) select (epoch, 2, step, 7), seen);
        Assert.Equal(history, finished);
    }

    [Fact]
    public void A_batch_larger_than_the_set_takes_the_set()
    {
        using LeNet5 large = Network(), exact = Network();
        Fit(large, Short with { BatchSize = 1000 });
        Fit(exact, Short with { BatchSize = 200 });
        Assert.Equal(Weights(exact), Weights(large));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        using var model = Network();
        TrainingOptions[] bad =
        [
            Short with { Epochs = 0 }, Short with { BatchSize = 0 }, Short with { LearningRate = 0 },
            Short with { LearningRate = double.NaN },
            Short with { WeightDecay = -1 }, Short with { Padding = -1 }, Short with { Patience = 0 },
            Short with { Patience = 2 },
        ];
        Assert.All(bad, options => Assert.ThrowsAny<ArgumentException>(() => Fit(model, options)));
        Assert.Throws<ArgumentException>(
            () => Trainer.Fit(model, new ImageSet([], []), cancellationToken: TestContext.Current.CancellationToken));
    }

    private static TorchSharp.Modules.OptimizerHelper Optimizer(OptimizerKind kind, nn.Module model) => kind switch
    {
        OptimizerKind.Adam => optim.Adam(model.parameters(), 2e-3, 0.9, 0.999, weight_decay: 0.01),
        OptimizerKind.AdamW => optim.AdamW(model.parameters(), 2e-3, 0.9, 0.999, weight_decay: 0.01),
        _ => optim.SGD(model.parameters(), 2e-3, momentum: 0.9, weight_decay: 0.01),
    };

    private static double[] Numbers(nn.Module model) =>
        [.. model.parameters().SelectMany(p => p.data<float>().ToArray()).Select(x => (double)x)];
}
