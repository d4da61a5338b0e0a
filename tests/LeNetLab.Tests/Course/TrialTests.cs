using LeNetLab.Course.Studies;
using LeNetLab.Data;
using LeNetLab.Training;
using Xunit;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class TrialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_recorded_was_made_by_a_trial_as_it_stands()
    {
        var recorded = TrialResults.Recorded();
        Assert.StartsWith("MNIST", recorded.Data, StringComparison.Ordinal);
        Assert.All(Trial.All.Where(t => t.Study == Trial.Cures),
            trial => Assert.NotEmpty(recorded.Of(trial.Study, trial.Name)));
        Assert.All(recorded.Results, run =>
        {
            var trial = Trial.All.Single(t => (t.Study, t.Name, t.Digits) == (run.Study, run.Name, run.Digits));
            Assert.StartsWith($"{run.TrainLoss.Count} epochs, batch {trial.Training.BatchSize}, " +
                $"{trial.Training.Optimizer} at {trial.Training.LearningRate}", run.Training, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_readers_have_about_as_many_parameters()
    {
        LeNetLab.Native.NativeTorch.Load();
        var counts = Trial.All.Where(t => t.Study == Trial.Readers && t.Digits == 300).Select(trial =>
        {
            using var network = trial.Create();
            return network.parameters().Sum(p => p.numel());
        }).ToList();
        Assert.Equal([7_850, 59_635, 61_706, 60_538], counts);
    }

    [Fact]
    public void What_the_file_has_is_not_done_again()
    {
        var digits = new DigitSets(Checked.Few.Train.Take(60), Checked.Few.Test.Take(40), "Digits in use: a few.");
        var path = _folder.File("studies.json");
        var trial = Trial.All[0] with { Digits = 20, Training = new TrainingOptions { Epochs = 2, BatchSize = 10 } };

        var first = Run(seeds: 1);
        var second = Run(seeds: 2);

        Assert.Equal((1, 2), (first.Results.Count, second.Results.Count));
        Assert.Equal(first.Results[0].HeldOutLoss, second.Results[0].HeldOutLoss);
        Assert.Equal(2, second.Mean(trial.Study, trial.Name, r => r.TrainLoss).Count);
        Assert.NotEqual(second.Results[0].TrainLoss, second.Results[1].TrainLoss);

        TrialResults Run(int seeds) =>
            TrialResults.Run(digits, path, [trial], seeds, cancellationToken: TestContext.Current.CancellationToken);
    }
}
