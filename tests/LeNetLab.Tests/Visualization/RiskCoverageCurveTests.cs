using FsCheck.Xunit;
using LeNetLab.Models;
using LeNetLab.Tests.Core.Evaluation;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public class RiskCoverageCurveTests
{
    [Property(MaxTest = 40)]
    public void Every_point_is_what_its_threshold_gives(int seed)
    {
        // Outputs in whole numbers, so that many scores are equal.
        var random = new Random(seed);
        var predictions = new Predictions(
            [.. Enumerable.Range(0, 300).Select(_ => (float)random.Next(6))],
            [.. Enumerable.Range(0, 60).Select(_ => (byte)random.Next(5))], 5);
        var curve = RiskCoverageCurve.Of(predictions);
        foreach (var point in curve.Points)
        {
            var accepted = Enumerable.Range(0, 60).Where(i =>
            {
                var sorted = predictions.Logits(i).ToArray().OrderDescending().ToArray();
                return sorted[0] - sorted[1] >= point.Threshold;
            }).ToList();
            Assert.Equal(1 - accepted.Count / 60.0, point.Rejected, 12);
            Assert.Equal(accepted.Count(i => !predictions.IsRight(i)) / (double)accepted.Count, point.Error, 12);
        }

        var distinct = Enumerable.Range(0, 60).Select(i => predictions.Margin(i)).Distinct().Count();
        Assert.Equal(distinct, curve.Points.Count);
    }

    [Property(MaxTest = 40)]
    public void Starts_with_all_accepted_and_rejects_ever_more(int seed)
    {
        var predictions = RandomPredictions.Calibrated(100, seed);
        var points = RiskCoverageCurve.Of(predictions).Points;
        Assert.Equal(0, points[0].Rejected, 12);
        Assert.Equal(1 - predictions.Accuracy, points[0].Error, 12);
        Assert.Equal(0.99, points[^1].Rejected, 9);
        Assert.All(points.Zip(points.Skip(1)), pair =>
            Assert.True(pair.First.Rejected < pair.Second.Rejected && pair.First.Threshold < pair.Second.Threshold));
    }

    [Fact]
    public void Four_images_by_hand()
    {
        // From the surest: right, right, wrong, right.
        var curve = RiskCoverageCurve.Of(RandomPredictions.OfTwo((0.6, true), (0.99, true), (0.9, true), (0.7, false)));
        Assert.Equal([0.25, 1 / 3.0, 0, 0], curve.Points.Select(p => p.Error));
        Assert.Equal(0, curve.RejectedForError(0.25));
        Assert.Equal(0.5, curve.RejectedForError(0.2));
        Assert.Equal(0.5, curve.RejectedForError(0));
    }

    [Fact]
    public void Where_the_surest_is_wrong_only_rejecting_all_is_without_error()
    {
        var curve = RiskCoverageCurve.Of(RandomPredictions.OfTwo((0.99, false), (0.6, true)));
        Assert.Equal(1, curve.RejectedForError(0.1));
    }

    [Fact]
    public void The_temperature_does_not_matter()
    {
        var predictions = RandomPredictions.Calibrated(200, 3);
        Assert.Equal(
            RiskCoverageCurve.Of(predictions).Points.Select(p => (p.Rejected, p.Error)),
            RiskCoverageCurve.Of(predictions.Times(4)).Points.Select(p => (p.Rejected, p.Error)));
    }

    [Fact]
    public void Nothing_has_no_curve() =>
        Assert.Throws<ArgumentException>(() => RiskCoverageCurve.Of(new Predictions([], [], 10)));
}
