using FsCheck;
using FsCheck.Xunit;
using LeNetLab.Tests.Core.Evaluation;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public class ReliabilityDiagramTests
{
    [Fact]
    public void Four_images_by_hand()
    {
        // Ten bins. 0.95 right and 0.95 wrong share a bin: |0.5 − 0.95| = 0.45 for two images. 0.65 wrong: 0.65. 0.75
        // right: 0.25.
        var diagram = ReliabilityDiagram.Of(
            RandomPredictions.OfTwo((0.95, true), (0.95, false), (0.65, false), (0.75, true)), 10);
        Assert.Equal((2 * 0.45 + 0.65 + 0.25) / 4, diagram.ExpectedCalibrationError, 6);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 0, 2], diagram.Bins.Select(bin => bin.Count));
        Assert.Equal(0.5, diagram.Bins[9].Accuracy);
        Assert.True(double.IsNaN(diagram.Bins[0].Confidence));
    }

    [Property(MaxTest = 40)]
    public void Is_what_its_definition_says(int seed, byte binChoice)
    {
        var predictions = RandomPredictions.Calibrated(60, seed);
        int bins = 1 + binChoice % 20;
        double expected = 0;
        for (var m = 1; m <= bins; m++)
        {
            var inside = Enumerable.Range(0, predictions.Count)
                .Where(
                    i => predictions.Probabilities(i).Max() is var p && p > (m - 1.0) / bins && p <= (double)m / bins)
                .ToList();
            if (inside.Count == 0) continue;
            var accuracy = inside.Average(i => predictions.IsRight(i) ? 1.0 : 0);
            expected += (double)inside.Count / predictions.Count
                * Math.Abs(accuracy - inside.Average(i => predictions.Probabilities(i).Max()));
        }

        var diagram = ReliabilityDiagram.Of(predictions, bins);
        Assert.Equal(expected, diagram.ExpectedCalibrationError, 9);
        Assert.Equal(predictions.Count, diagram.Count);
    }

    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(20_000, 2)]
    public void A_calibrated_network_has_no_error_beyond_chance(int count, int seed)
    {
        var predictions = RandomPredictions.Calibrated(count, seed);
        // Each bin's deviation is at most ½/√nₘ; summed over bins by Cauchy and Schwarz at most ½·√(bins/n), here
        // allowed twice.
        Assert.InRange(ReliabilityDiagram.Of(predictions).ExpectedCalibrationError, 0, Math.Sqrt(15.0 / count));
        Assert.True(ReliabilityDiagram.Of(predictions.Times(3)).ExpectedCalibrationError > 0.1);
    }

    [Fact]
    public void What_chance_makes_of_a_calibrated_network_is_foretold()
    {
        var many = Enumerable.Range(0, 40).Select(seed => RandomPredictions.Calibrated(1_000, seed)).ToArray();
        var real = many.Average(p => ReliabilityDiagram.Of(p).ExpectedCalibrationError);
        var foretold = many.Average(p => ReliabilityDiagram.ErrorByChance(p, seed: 5, repeats: 20));
        Assert.InRange(foretold / real, 0.85, 1.15);
        Assert.Equal(ReliabilityDiagram.ErrorByChance(many[0], seed: 5),
            ReliabilityDiagram.ErrorByChance(many[0], seed: 5));
    }

    [Fact]
    public void Certainty_is_in_the_last_bin()
    {
        var sure = new LeNetLab.Models.Predictions([1000, 0], [0], 2);
        Assert.Equal(1, ReliabilityDiagram.Of(sure).Bins[^1].Count);
        Assert.Equal(0, ReliabilityDiagram.Of(sure).ExpectedCalibrationError);
    }
}
