using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Visualization.Analysis;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class EvaluatingExercisesTests
{
    [Fact]
    public void Temperature_of_the_training_digits()
    {
        using var model = LeNet5.Pretrained();
        var (reported, fitting) = Few.Test.Split(Few.Test.Count / 2, seed: 1998);
        var right = Temperature(Few.Train.Take(1_000));
        IsRight("06.1", right);
        IsRight("06.1", Math.Round(right, 3));

        IsHinted("06.1", 1 / right, "multiplied by");
        IsHinted("06.1", Temperature(fitting), "the fitting half");
        IsHinted("06.1", Temperature(reported), "reported on");
        IsHinted("06.1", Temperature(Few.Test.Take(1_000)), "of the test set");
        IsHinted("06.1", -1, "above 0");
        IsHinted("06.1", 50, "on which, and on how many");

        double Temperature(ImageSet set) => TemperatureScaling.Fit(Read(model, set)).Temperature;
    }

    [Fact]
    public void Mistakes_left_after_rejecting()
    {
        using var model = LeNet5.Pretrained();
        var read = Read(model, Few.Test);
        var all = read.Mistakes().Count;
        var (confidence, difference) = (Left(read.Confidence, 12), Left(read.Margin, 12));
        IsRight("06.2", (confidence, difference));

        Assert.NotEqual(all, confidence);
        if (confidence != difference) IsHinted("06.2", (difference, confidence), "the other way round");
        IsHinted("06.2", (all - confidence, all - difference), "were caught");
        IsHinted("06.2", (all, all), "rejected the surest");
        IsHinted("06.2", (Left(read.Confidence, 120), Left(read.Margin, 120)), "a tenth rejected");
        IsHinted("06.2", (confidence, 999), "By confidence it is right");
        IsHinted("06.2", (999, difference), "By difference it is right");
        IsHinted("06.2", (999, 999), $"Without rejecting there are {all}");

        int Left(Func<int, double> score, int rejected)
        {
            var dropped = Enumerable.Range(0, read.Count).OrderBy(score).Take(rejected).ToHashSet();
            return read.Mistakes().Count(i => !dropped.Contains(i));
        }
    }

    [Fact]
    public void Confidence_of_turned_digits()
    {
        using var model = LeNet5.Pretrained();
        var (right, wrong) = Means(45, (p, i) => p.Probabilities(i).Max());
        IsRight("06.3", (right, wrong));

        IsHinted("06.3", (wrong, right), "the other way round");
        IsHinted("06.3", (100 * right, 100 * wrong), "in per cent");
        IsHinted("06.3", Means(-45, (p, i) => p.Confidence(i)), "turned by −45°");
        IsHinted("06.3", Means(0, (p, i) => p.Confidence(i)), "before they are turned");
        IsHinted("06.3", Means(45, (p, i) => p.Probabilities(i)[p.Label(i)]), "the probability of the true digit");
        IsHinted("06.3", (right, 0.01), "The right answers are right");
        IsHinted("06.3", (0.01, wrong), "The wrong answers are right");
        IsHinted("06.3", (0.01, 0.01), "rotation.Predictions[10]");

        (double Right, double Wrong) Means(double angle, Func<Predictions, int, double> of)
        {
            var sweep = RobustnessSweep.Run(model, Few.Test.Take(1_000), Corruption.Rotation, [angle], seed: 1998,
                cancellationToken: Token).Predictions[0];
            var images = Enumerable.Range(0, sweep.Count).ToList();
            return (images.Where(sweep.IsRight).Average(i => of(sweep, i)),
                images.Where(i => !sweep.IsRight(i)).Average(i => of(sweep, i)));
        }
    }
}
