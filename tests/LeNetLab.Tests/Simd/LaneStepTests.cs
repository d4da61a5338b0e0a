using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Simd.Training;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Training;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

/// <summary>The fast step against torch's: the same mathematics, whatever the batch, the rule and the number of workers.</summary>
public class LaneStepTests : TrainingTestBase
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
        Assert.Equal(Losses(Arithmetic.Torch), Losses(Arithmetic.Lanes), (a, b) => Math.Abs(a - b) <= 1e-4);

        double[] Losses(Arithmetic arithmetic)
        {
            var losses = new List<double>();
            using var model = Network();
            // The progress has the mean of the losses so far.
            Trainer.Fit(model, digits, null, options with { Arithmetic = arithmetic }, new Now(p => losses.Add(p.Loss * p.Step)),
                TestContext.Current.CancellationToken);
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
        var options = new TrainingOptions { Epochs = 2, BatchSize = batchSize, Distortions = DistortionRanges.Mild };
        using var one = Network();
        Fit(one, options with { Workers = 1 });
        foreach (var workers in (int?[])[2, 3, 8, null])
        {
            using var some = Network();
            Fit(some, options with { Workers = workers });
            Assert.Equal(Weights(one), Weights(some));
        }
    }

    [Fact]
    public void Distortions_are_those_of_torch_s_step()
    {
        var options = new TrainingOptions { Epochs = 1, BatchSize = 32, Distortions = DistortionRanges.Strong };
        using var lanes = Network();
        using var torch = Network();
        Assert.Equal(
            Fit(torch, options with { Arithmetic = Arithmetic.Torch })[0].TrainLoss, Fit(lanes, options)[0].TrainLoss, 1e-5);
    }

    [Fact]
    public void It_takes_what_it_is_made_for_and_leaves_the_rest_to_torch()
    {
        var options = new TrainingOptions();
        using var model = Network();
        Assert.True(LaneStep.CanTake(model, Train, options));
        Assert.False(LaneStep.CanTake(model, Train, options with { Arithmetic = Arithmetic.Torch }));
        Assert.False(LaneStep.CanTake(model, Train, options with { Padding = 0 }));
        Assert.False(LaneStep.CanTake(nn.Sequential(("id", nn.Identity())), Train, options));
        using var five = Network(options: new LeNet5Options(Classes: 5));
        Assert.False(LaneStep.CanTake(five, Train, options));
        model.C1.weight!.requires_grad = false;
        Assert.False(LaneStep.CanTake(model, Train, options));
        // And so a layer that must not learn does not.
        var before = model.C1.weight.data<float>().ToArray();
        Fit(model, options with { Epochs = 1 });
        Assert.Equal(before, model.C1.weight.data<float>().ToArray());
    }

    [Fact]
    public void Nothing_is_allocated_from_step_to_step()
    {
        using var model = Network();
        var options = new TrainingOptions { BatchSize = 50, Workers = 1 };
        using var optimizer = Optimizers.Create(model, options);
        using var step = new LaneStep(model, Train, options, optimizer);
        var batch = Enumerable.Range(0, 50).ToArray();
        for (var i = 1; i <= 3; i++) step.Take(batch, 0, 1e-3, i);
        var (bytes, tensors) = (GC.GetAllocatedBytesForCurrentThread(), LiveTensors.Now);
        for (var i = 4; i <= 103; i++) step.Take(batch, 0, 1e-3, i);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 0);
        Assert.Equal(tensors, LiveTensors.Now);
    }

    [Fact]
    public void A_diverging_training_is_told_as_one()
    {
        using var model = Network(options: new LeNet5Options(Activation.Relu, Pooling.Max));
        Assert.Throws<TrainingDivergedException>(() => Fit(
            model, new TrainingOptions { Epochs = 20, Optimizer = OptimizerKind.Sgd, LearningRate = 1e12 }));
    }
}
