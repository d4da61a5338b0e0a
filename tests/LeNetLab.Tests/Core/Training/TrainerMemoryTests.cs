using LeNetLab.Handwriting;
using LeNetLab.Simd;
using LeNetLab.Training;
using Xunit;

namespace LeNetLab.Tests.Core.Training;

public class TrainerMemoryTests : TrainingTestBase
{
    [Theory]
    [MemberData(nameof(TrainerTests.Kinds), MemberType = typeof(TrainerTests))]
    public void Memory_is_flat_from_the_second_epoch_on_and_all_given_back(OptimizerKind kind)
    {
        using var model = Network();
        var options = new TrainingOptions
        {
            Epochs = 5,
            BatchSize = 32,
            Optimizer = kind,
            WeightDecay = 0.01,
            Augmentation = DistortionRanges.Mild,
            Backend = SimdBackend.Instance,
            Checkpoint = Folder.File("training.safetensors"),
        };
        var live = new Dictionary<(int, int), long>();
        var before = LiveTensors.Settled();
        Fit(model, options, told: p => live[(p.Epoch, p.Step)] = LiveTensors.Now, validation: Held);
        var after = LiveTensors.Now;

        Assert.Equal(live[(2, 7)], live[(5, 7)]);
        Assert.Single(live.Where(l => l.Key.Item1 > 1 && l.Key.Item2 < 7).Select(l => l.Value).Distinct());
        Assert.Equal(before, after);
    }

    [Fact]
    public void Whatever_ends_it_nothing_stays()
    {
        var path = Folder.File("training.safetensors");
        var options = new TrainingOptions { Epochs = 2, BatchSize = 32, Checkpoint = path };
        using var model = Network();
        var before = LiveTensors.Settled();

        Fit(model, options, validation: Held);
        Assert.Equal(before, LiveTensors.Now);
        // Resumed where nothing is left to do.
        Fit(model, options, validation: Held);
        Assert.Equal(before, LiveTensors.Now);
        // Refused: another training's checkpoint.
        Assert.Throws<SafeTensorsFormatException>(() => Fit(model, options with { Seed = 1 }, validation: Held));
        Assert.Equal(before, LiveTensors.Now);
        // Ended by the caller's own error.
        Assert.Throws<InvalidOperationException>(
            () => Fit(model, options with { Checkpoint = null },
                told: _ => throw new InvalidOperationException("the caller's own")));
        Assert.Equal(before, LiveTensors.Now);
    }
}
