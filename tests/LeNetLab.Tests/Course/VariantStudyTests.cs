using LeNetLab.Course.Variants;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Models;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Training;
using LeNetLab.Visualization;
using Xunit;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class VariantStudyTests : IDisposable
{
    private static readonly DigitSets Digits = new(Blobs.Make(150, 1), Blobs.Make(50, 2),
        "Digits in use: blobs.");
    private static readonly TrainingOptions Training = new() { Epochs = 3, BatchSize = 32, LearningRate = 0.002 };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_the_training_that_it_says_it_is()
    {
        var study = new VariantStudy(Digits, Training, _folder.File("v.json"));
        var run = study.Run(LeNetVariants.Named("d2l"), 7, cancellationToken: Token)!;

        TorchSharp.torch.random.manual_seed(7);
        using var model = new LeNet5(LeNet5Presets.D2l);
        Trainer.Fit(model, Digits.Train, null, Training with { Seed = 7 }, cancellationToken: Token);
        var expected = Inference.Run(model, Digits.Test, cancellationToken: Token);
        Assert.Equal(("d2l", 7, expected.Accuracy, expected.Mistakes().Count),
            (run.Variant, run.Seed, run.Accuracy, run.Wrong));
        Assert.Equal(expected.CrossEntropy, run.Loss, 1e-6);
        Assert.Equal((61_706, 416_520), (run.Parameters, run.MultiplyAdds));
    }

    [Fact]
    public void Stopped_at_any_epoch_it_goes_on_to_the_same_file_and_leaves_nothing_beside_it()
    {
        string whole = _folder.File("whole.json"), halting = _folder.File("halting.json");
        All(new VariantStudy(Digits, Training, whole));

        // Each of the studies below is a new one, as a new process would make it.
        var stops = 0;
        while (!Part(halting)) Assert.True(++stops < 40, "It never ends.");
        Assert.True(stops > 5, $"It was stopped {stops} times only.");
        Assert.Equal(Timeless(whole), Timeless(halting));
        Assert.Equal(
            ["halting.json", "whole.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order());

        static void All(VariantStudy study)
        {
            foreach (var key in new[] { "ours", "pytorch" })
                for (var seed = 1; seed <= 2; seed++)
                    Assert.NotNull(study.Run(LeNetVariants.Named(key), seed, cancellationToken: Token));
        }

        // Done in another order, and stopped in the middle of the epoch after the first that it finishes.
        static bool Part(string path)
        {
            var study = new VariantStudy(Digits, Training, path);
            using var stop = new CancellationTokenSource();
            foreach (var key in new[] { "pytorch", "ours" })
            {
                for (var seed = 2; seed >= 1; seed--)
                {
                    var finished = false;
                    var told = new TrainingTestBase.Now(p =>
                    {
                        if (finished) stop.Cancel();
                        finished |= p.Finished is not null;
                    });
                    if (study.Run(LeNetVariants.Named(key), seed, told, stop.Token) is null) return false;
                }
            }

            return true;
        }
    }

    [Fact]
    public void Another_study_s_file_is_refused_and_left_alone()
    {
        var path = _folder.File("v.json");
        new VariantStudy(Digits, Training with { Epochs = 1 }, path).Run(LeNetVariants.Named("ours"), 1,
            cancellationToken: Token);
        var before = File.ReadAllBytes(path);
        var error = Assert.Throws<DataSetException>(() => new VariantStudy(Digits, Training, path));
        Assert.All(
            [path, "1 epochs", "3 epochs"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Throws<DataSetException>(
            () => new VariantStudy(Digits with { Description = "Digits in use: others." },
                Training with { Epochs = 1 }, path));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"data\":\"x\",\"training\":\"y\"}")]
    [InlineData("{\"data\":\"x\",\"training\":\"y\",\"runs\":[{\"variant\":\"ours\"}]}")]
    [InlineData("{\"data\":\"x\",\"training\":\"y\",\"runs\":null}")]
    public void A_file_of_something_else_is_refused_in_one_line(string text)
    {
        File.WriteAllText(_folder.File("odd.json"), text);
        var error = Assert.Throws<DataSetException>(() => VariantResults.Load(_folder.File("odd.json")));
        Assert.Contains(_folder.File("odd.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains("lenet variants", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Mean_and_spread_are_those_of_the_definition()
    {
        var results = new VariantResults(
            "d", "t", [Run("a", 1, 0.97), Run("a", 2, 0.98), Run("a", 3, 0.99), Run("b", 1, 0.9)]);
        var (a, b) = (results.Summaries()[0], results.Summaries()[1]);
        Assert.Equal(("a", 3), (a.Variant, a.Runs));
        Assert.Equal(0.98, a.MeanAccuracy, 1e-12);
        Assert.Equal(0.01, a.Spread, 1e-12);                     // √((0.01² + 0 + 0.01²) / 2)
        Assert.Equal("98.00 ± 1.00 %", a.Accuracy);
        Assert.True(double.IsNaN(b.Spread));
        Assert.Equal("90.00 %", b.Accuracy);

        results.Write(_folder.File("r.json"));
        Assert.Equal(results.Runs, VariantResults.Load(_folder.File("r.json")).Runs);

        static VariantRun Run(string variant, int seed, double accuracy) =>
            new(variant, seed, accuracy, 1, 0.1, 0.1, 61_706, 416_520, 1);
    }

    [Fact]
    public void The_recorded_results_have_three_seeds_of_every_variant()
    {
        var results = VariantResults.Recorded();
        Assert.Equal(LeNetVariants.All.Select(v => v.Key), results.Summaries().Select(s => s.Variant));
        foreach (var variant in LeNetVariants.All)
        {
            var runs = results.Runs.Where(run => run.Variant == variant.Key).ToList();
            Assert.Equal([1, 2, 3], runs.Select(run => run.Seed));
            Assert.All(runs, run => Assert.Equal(1 - (run.Wrong / 10_000.0), run.Accuracy, 1e-9));
            Assert.All(runs, run => Assert.Equal(variant.Layers().Sum(layer => layer.Parameters), run.Parameters));
            Assert.All(runs, run => Assert.Equal(variant.Layers().Sum(layer => layer.MultiplyAdds), run.MultiplyAdds));
        }

        Assert.Contains("MNIST (60,000 to train on, 10,000 to test on)", results.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_shows_what_differs_and_what_was_reached()
    {
        var results = VariantResults.Recorded();
        var table = Table.Of(
            results.Summaries().Select(s => (Summary: s, Variant: LeNetVariants.Named(s.Variant))),
            $"All alike: {results.Training}.",
            ("LeNet of", x => x.Variant.Name), ("What differs", x => x.Variant.Differs), ("Parameters",
                x => x.Summary.Parameters),
            ("Multiply-adds", x => x.Summary.MultiplyAdds), ("Test accuracy", x => x.Summary.Accuracy),
            ("Its own training", x => x.Variant.OwnTraining));
        foreach (var variant in LeNetVariants.All)
        {
            var line = Assert.Single(
                table.ToText().Split('\n'), line => line.StartsWith($"| {variant.Name} ", StringComparison.Ordinal));
            var (parameters, multiplyAdds) = (variant.Layers().Sum(l => l.Parameters),
                variant.Layers().Sum(l => l.MultiplyAdds));
            Assert.All(
                [variant.Differs, variant.OwnTraining, FormattableString.Invariant($"{parameters:N0}"),
                    FormattableString.Invariant($"{multiplyAdds:N0}"), "±"],
                part => Assert.Contains(part, line, StringComparison.Ordinal));
        }
    }

    private static string Timeless(string path)
    {
        var results = VariantResults.Load(path);
        return string.Join(
            '\n', results.Runs.Select(run => run with { Seconds = 0 }).Prepend<object>(results with { Runs = [] }));
    }
}
