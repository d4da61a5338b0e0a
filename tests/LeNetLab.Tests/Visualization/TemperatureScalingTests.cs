using FsCheck.Xunit;
using LeNetLab.Models;
using LeNetLab.Tests.Core.Evaluation;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public class TemperatureScalingTests
{
    [Theory]
    [InlineData(0.3f)]
    [InlineData(1f)]
    [InlineData(2.5f)]
    [InlineData(8f)]
    public void Finds_what_the_outputs_of_a_calibrated_network_were_multiplied_by(float factor)
    {
        var spoilt = RandomPredictions.Calibrated(20_000, 7).Times(factor);
        Assert.InRange(TemperatureScaling.Fit(spoilt).Temperature / factor, 0.96, 1.04);
    }

    [Property(MaxTest = 25)]
    public void Never_changes_a_verdict_and_never_raises_the_loss_it_was_fitted_on(int seed, byte spread)
    {
        var predictions = RandomPredictions.Calibrated(80, seed).Times(0.1f + spread / 40f);
        var scaled = TemperatureScaling.Fit(predictions).Apply(predictions);
        Assert.All(Enumerable.Range(0, 80), i => Assert.Equal(predictions.Predicted(i), scaled.Predicted(i)));
        Assert.True(scaled.CrossEntropy <= predictions.CrossEntropy + 1e-6,
            $"{scaled.CrossEntropy} against {predictions.CrossEntropy}");
    }

    [Property(MaxTest = 10)]
    public void No_temperature_of_a_fine_grid_is_better(int seed)
    {
        var predictions = RandomPredictions.Calibrated(60, seed).Times(2);
        var best = TemperatureScaling.Fit(predictions).Apply(predictions).CrossEntropy;
        for (var log = -4.0; log <= 4; log += 0.05)
            Assert.True(best <= new TemperatureScaling(Math.Exp(log)).Apply(predictions).CrossEntropy + 1e-6);
    }

    [Fact]
    public void Outputs_that_rounding_would_make_equal_keep_their_order()
    {
        var second = MathF.BitIncrement(1.9999998f);
        var close = new Predictions([MathF.BitDecrement(second), second], [1], 2);
        for (var temperature = 0.5; temperature < 3; temperature += 0.01)
            Assert.Equal(1, new TemperatureScaling(temperature).Apply(close).Predicted(0));
    }

    [Fact]
    public void Cures_a_network_that_is_too_sure()
    {
        var (fitting, reported) = (RandomPredictions.Calibrated(4_000, 1).Times(4),
            RandomPredictions.Calibrated(4_000, 2).Times(4));
        var cured = TemperatureScaling.Fit(fitting).Apply(reported);
        Assert.True(cured.CrossEntropy < reported.CrossEntropy);
        Assert.True(ReliabilityDiagram.Of(cured).ExpectedCalibrationError
            < 0.2 * ReliabilityDiagram.Of(reported).ExpectedCalibrationError);
    }

    [Fact]
    public void Images_that_are_all_read_right_have_no_optimum_but_an_answer()
    {
        var right = RandomPredictions.OfTwo((0.9, true), (0.8, true));
        Assert.Equal(0.01, TemperatureScaling.Fit(right).Temperature, 3);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(new Predictions([], [], 10)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureScaling(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureScaling(double.PositiveInfinity));
    }
}
