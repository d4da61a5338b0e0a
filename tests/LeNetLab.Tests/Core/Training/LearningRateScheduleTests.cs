using LeNetLab.Training;
using Xunit;

namespace LeNetLab.Tests.Core.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Constant_is_one() => Assert.Equal(1, LearningRateSchedule.Constant.Factor(3.7, 5));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.99, 1)]
    [InlineData(2, 0.1)]
    [InlineData(3.5, 0.1)]
    [InlineData(4, 0.01)]
    public void Steps_fall_after_whole_epochs(double epoch, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.Steps(2, 0.1).Factor(epoch, 10), 1e-12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2.5, 0.8681980515339464)]   // 0.1 + 0.9 · (1 + cos 45°) / 2
    [InlineData(5, 0.55)]
    [InlineData(10, 0.1)]
    public void Cosine_is_half_a_wave(double epoch, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.Cosine(0.1).Factor(epoch, 10), 1e-12);

    [Theory]
    [InlineData(0, 0.04)]
    [InlineData(1.5, 0.52)]
    [InlineData(3, 1)]
    [InlineData(6.5, 0.50005)]
    [InlineData(10, 0.0001)]
    public void One_cycle_rises_and_falls(double epoch, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.OneCycle().Factor(epoch, 10), 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_cycle_may_be_all_fall_or_all_rise(double rise)
    {
        var schedule = LearningRateSchedule.OneCycle(rise);
        Assert.All(Enumerable.Range(0, 101), i => Assert.InRange(schedule.Factor(i / 10.0, 10), 1e-4, 1));
    }

    [Fact]
    public void What_makes_no_schedule_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Steps(0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.OneCycle(rise: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.OneCycle(rise: 1.1));
    }
}
