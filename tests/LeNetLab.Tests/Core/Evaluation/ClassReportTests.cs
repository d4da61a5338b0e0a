using FsCheck.Xunit;
using LeNetLab.Evaluation;
using LeNetLab.Models;
using Xunit;

namespace LeNetLab.Tests.Core.Evaluation;

public class ClassReportTests
{
    [Property(MaxTest = 30)]
    public void Counts_add_up_and_F1_is_the_harmonic_mean(int seed)
    {
        var predictions = RandomPredictions.Calibrated(300, seed, classes: 4);
        var report = ClassReport.Of(ConfusionMatrix.Of(predictions));
        Assert.Equal(300, report.Classes.Sum(c => c.Count));
        Assert.Equal(300, report.Classes.Sum(c => c.Read));
        foreach (var c in report.Classes)
        {
            var right = Enumerable.Range(0, 300).Count(i => predictions.Label(i) == c.Label && predictions.IsRight(i));
            Assert.Equal(right, c.Recall * c.Count, 9);
            Assert.Equal(right, c.Precision * c.Read, 9);
            if (right > 0) Assert.Equal(2 / (1 / c.Precision + 1 / c.Recall), c.F1, 9);
        }
    }

    [Fact]
    public void A_class_that_never_comes_is_left_out_of_the_mean()
    {
        var report = ClassReport.Of(ConfusionMatrix.Of(new Predictions([1, 0, 0, 0, 1, 0], [0, 1], 3)));
        Assert.True(double.IsNaN(report.Classes[2].F1));
        Assert.Equal(1, report.MacroF1);
    }

    [Property(MaxTest = 30)]
    public void All_mistakes_come_and_the_most_confident_first(int seed)
    {
        var predictions = RandomPredictions.Calibrated(100, seed);
        var mistakes = Mistake.AllOf(predictions);
        Assert.Equal(predictions.Mistakes(), mistakes.Select(m => m.Index).Order());
        Assert.Equal(mistakes.Select(m => m.Confidence).OrderDescending(), mistakes.Select(m => m.Confidence));
        Assert.All(mistakes, m => Assert.Equal(predictions.Probabilities(m.Index).Max(), m.Confidence));
        Assert.All(
            mistakes, m =>
                Assert.True(m.Truth == predictions.Label(m.Index) && m.Read == predictions.Predicted(m.Index)
                    && m.Truth != m.Read));
    }
}
