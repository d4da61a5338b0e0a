using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

[Collection(TorchCollection.Name)]
public class RobustnessSweepTests
{
    private static readonly ImageSet Few = BuiltInDigits.Generate(60, 5, CancellationToken.None);

    [Fact]
    public void The_same_seed_gives_the_same_sweep()
    {
        using var model = LeNet5.Pretrained();
        var token = TestContext.Current.CancellationToken;
        RobustnessSweep Run(ulong seed) =>
            RobustnessSweep.Run(model, Few, Corruption.GaussianNoise, [0, 0.4], seed, cancellationToken: token);
        static IEnumerable<float> Outputs(RobustnessSweep sweep) =>
            sweep.Predictions.SelectMany(p => Enumerable.Range(0, p.Count).SelectMany(i => p.Logits(i).ToArray()));
        var before = LiveTensors.Settled();
        Assert.Equal(Outputs(Run(1)), Outputs(Run(1)));
        Assert.NotEqual(Outputs(Run(1)), Outputs(Run(2)));
        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void Reads_at_each_level_what_it_shows()
    {
        using var model = LeNet5.Pretrained();
        var token = TestContext.Current.CancellationToken;
        var sweep = RobustnessSweep.Run(model, Few, Corruption.Occlusion, [0, 6, 12], 3, cancellationToken: token);
        Assert.Equal(Inference.Run(model, Few, cancellationToken: token).Accuracy, sweep.Accuracies[0]);
        for (var level = 0; level < 3; level++)
        {
            var shown = new ImageSet([.. Enumerable.Range(0, 60).SelectMany(i => sweep.Images(i)[level])],
                Few.Labels.ToArray());
            Assert.Equal(Inference.Run(model, shown, cancellationToken: token).Accuracy, sweep.Accuracies[level]);
        }
    }

    [Fact]
    public void Stops_when_asked_and_wants_a_level()
    {
        using var model = LeNet5.Pretrained();
        Assert.Throws<ArgumentException>(
            () => RobustnessSweep.Run(model, Few, Corruption.Scale, [],
                cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<OperationCanceledException>(() =>
            RobustnessSweep.Run(model, Few, Corruption.Scale, [1], cancellationToken: new CancellationToken(true)));
    }
}
