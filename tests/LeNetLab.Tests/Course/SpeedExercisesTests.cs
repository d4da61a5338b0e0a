using LeNetLab.Models;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class SpeedExercisesTests
{
    public SpeedExercisesTests() => LeNetLab.Native.NativeTorch.Load();

    [Fact]
    public void Multiply_adds_of_a_step_counted_in_the_network()
    {
        using var model = new LeNet5(new LeNet5Options(Classes: 26));
        var layers = model.Summary();
        IsRight("08.1", 64 * (3 * layers.Sum(l => l.MultiplyAdds) - layers.Single(l => l.Name == "C1").MultiplyAdds));
    }

    [Theory]
    [InlineData(72_445_440, "10 outputs")]
    [InlineData(1_135_992, "one letter")]
    [InlineData(80_229_888, "two products a weight")]
    [InlineData(26_743_296, "the way up")]
    [InlineData(53_486_592, "that makes three")]
    [InlineData(145_406_976, "Those are operations")]
    [InlineData(72_703_400, "something small")]
    [InlineData(26, "three times each")]
    public void Multiply_adds_of_a_step(long answer, string hint) => IsHinted("08.1", answer, hint);

    [Fact]
    public void Parts_of_a_multiply_add_are_none() => IsHinted("08.1", 1.5, "no whole number");

    [Fact]
    public void Roof()
    {
        IsRight("08.2", (double i, double p, double b) => Math.Min(p, i * b));
        IsRight("08.2", (float i, float p, float b) => i < p / b ? i * b : p);

        IsHinted("08.2", (double i, double p, double b) => Math.Max(p, i * b), "The smaller one holds");
        IsHinted("08.2", (double i, double p, double b) => i * b, "line of the memory");
        IsHinted("08.2", (double i, double p, double b) => p, "the flat line");
        IsHinted("08.2", (double i, double p, double b) => p / b, "That is the ridge");
        IsHinted("08.2", (double i, double p, double b) => Math.Min(p, b / i), "the units");
        IsHinted("08.2", (double i, double p, double b) => 1 / (1 / p + 1 / (i * b)), "does both at once");
        IsHinted("08.2", (double i, double b, double p) => Math.Min(p, i * b), "The peak comes second");
        IsHinted("08.2", (double i, double p, double b) => 7.0,
            "For 0.25 operations per byte, 100 GFLOP/s and 10 GB/s your function gives 7");
        IsHinted("08.2", (double i) => i, "takes three numbers");
        IsHinted("08.2", (double i, double p, double b) => double.NaN, "does not give a number");
        IsHinted("08.2",
            double (double i, double p, double b) => throw new InvalidOperationException("no roof"), "no roof");
        IsOfWrongType("08.2", 4, "a whole number");
    }

    [Fact]
    public void Speedup()
    {
        // Counted out: workers take groups in turn until none is left.
        IsRight("08.3", (int batch, int lanes, int workers) =>
        {
            int groups = 0, turns = 0;
            for (var left = batch; left > 0; left -= lanes) groups++;
            for (var left = groups; left > 0; left -= workers) turns++;
            return (double)groups / turns;
        });

        IsHinted("08.3", (int b, int l, int w) => w, "if groups could be cut up");
        IsHinted("08.3", (int b, int l, int w) => Math.Min(w, (b + l - 1) / l), "while one takes the last group");
        IsHinted("08.3", (int b, int l, int w) => ((b + l - 1) / l + w - 1) / w, "turns of the busiest");
        IsHinted("08.3", (int b, int l, int w) => (((b + l - 1) / l + w - 1) / w) / (double)((b + l - 1) / l),
            "the share of the time");
        IsHinted("08.3", (int b, int l, int w) => (b + l - 1) / l / (((b + l - 1) / l + w - 1) / w),
            "the rest is lost");
        IsHinted("08.3", (int b, int l, int w) => (double)b / l / Math.Ceiling((double)b / l / w),
            "as long as a full one");
        IsHinted("08.3", (double b, double l, double w) => Math.Min(w, b / l), "as long as a full one");
        IsHinted("08.3", (double b, double l, double w) => b / Math.Ceiling(b / w), "shared out digits");
        IsHinted("08.3", (int b, int l, int w) => 0.0,
            "For a batch of 64, 16 lanes and 1 workers your function gives 0");
        IsHinted("08.3", (int b, int l) => 1, "takes three numbers");
        IsOfWrongType("08.3", 2, "a whole number");
    }
}
