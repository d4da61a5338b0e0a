using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class PaperExercisesTests
{
    [Fact]
    public void How_exact_an_error_is()
    {
        double Deviation(double percent, double digits = 10_000) => Math.Sqrt(percent * (100 - percent) / digits);
        var (good, poor) = (Deviation(0.95), Deviation(12));
        IsRight("07.1", (good, poor));
        IsRight("07.1", new[] { 0.1, 0.32 });
        Assert.Contains("0.097 % and 0.325 %", Of("07.1", (good, poor)).Message, StringComparison.Ordinal);

        IsHinted("07.1", (good / 100, poor / 100), "Those are shares");
        IsHinted("07.1", (poor, good), "the other way round");
        IsHinted("07.1", (100 * good, 100 * poor), "Those are digits");
        IsHinted("07.1", (good * good, poor * poor), "a variance");
        IsHinted("07.1", (good * good / 10_000, poor * poor / 10_000), "a variance");
        IsHinted("07.1", (Deviation(0.95, 60_000), Deviation(12, 60_000)), "that it learnt from");
        IsHinted("07.1", (Math.Sqrt(0.95 / 100), Math.Sqrt(12 / 100.0)), "the factor 1 − p");
        IsHinted("07.1", (1.96 * good, 1.96 * poor), "twice the standard deviation");
        IsHinted("07.1", (good, 5), "The first is right");
        IsHinted("07.1", (5, poor), "The second is right");
        IsHinted("07.1", (0.95, 12), "n·p·(1 − p)");
        IsHinted("07.1", (good, Math.Sqrt(12 * (1 - 12) / 1e4)), "the root of a number below 0");
    }

    [Fact]
    public void What_the_table_saves()
    {
        IsRight("07.2", (900, 90_000));
        IsRight("07.2", new long[] { 900, 90_000 });

        IsHinted("07.2", (90_000, 900), "the other way round");
        IsHinted("07.2", (2_416, 241_600), "the dense layer's");
        IsHinted("07.2", (1_516, 151_600), "as it is");
        IsHinted("07.2", (-900, -90_000), "the dense layer's numbers first");
        IsHinted("07.2", (60_900, 430_908), "the whole network's");
        IsHinted("07.2", (36, 3_600), "pairs of maps");
        IsHinted("07.2", (900, 3_600), "makes 25 connections");
        IsHinted("07.2", (900, 900 * 14 * 14), "only at 100");
        IsHinted("07.2", (900, 900), "one use of a weight");
        IsHinted("07.2", (900, 22_500), "how many are there?");
        IsHinted("07.2", (9, 90_000), "counted once");
        IsHinted("07.2", (1, 2), "ConnectionTable.Complete(6, 16)");
        IsHinted("07.2", (0.59, 0.59), "no whole number");
    }

    [Fact]
    public void Equation_9()
    {
        double Sum(double[] y, double j) => Math.Exp(-j) + y.Sum(d => Math.Exp(-d));
        IsRight("07.3", (double[] y, int right, double j) => y[right] + Math.Log(Sum(y, j)));
        IsRight("07.3", (IReadOnlyList<double> y, long right, double j) => y[(int)right] + Math.Log(Sum([.. y], j)));
        IsRight("07.3", (float[] y, int right, float j) =>
            y[right] + MathF.Log(y.Append(j).Sum(d => MathF.Exp(y.Append(j).Min() - d))) - y.Append(j).Min());
        Assert.Contains("What is left is eq. 8", Of("07.3",
            (double[] y, int right, double j) => y[right] + Math.Log(Sum(y, j))).Message, StringComparison.Ordinal);

        IsHinted("07.3", (float[] y, int right, float j) =>
            y[right] + MathF.Log(MathF.Exp(-j) + y.Sum(d => MathF.Exp(-d))), "Reckon in double");
        IsHinted("07.3", (double[] y, int right, double j) => y[right], "That is eq. 8");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(y.Sum(d => Math.Exp(-d))),
            "without the rubbish class");
        IsHinted("07.3", (double[] y, int right, double j) => Math.Log(Sum(y, j)), "the competition alone");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] - Math.Log(Sum(y, j)), "is added");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(Sum(y, j) - Math.Exp(-y[right])),
            "the right one too");
        IsHinted("07.3", (double[] y, int right, double j) => y.Min() + Math.Log(Sum(y, j)), "not the smallest");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(j + y.Sum(d => Math.Exp(-d))),
            "stands in the exponent");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(Sum([.. y.Select(d => -d)], -j)),
            "The exponents are negative");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(Sum(y, -j)),
            "The exponents are negative");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log10(Sum(y, j)), "the natural one");
        IsHinted("07.3", (double[] y, int right, double j) =>
            y[right] * y[right] + Math.Log(Sum([.. y.Select(d => d * d)], j)), "squared already");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + Math.Log(-j), "and no number");
        IsHinted("07.3", (double[] y, int right, double j) => y[right] + 1, "your function gives 26");
        IsHinted("07.3", double (double[] y, int right, double j) =>
            throw new InvalidOperationException("no such class"), "no such class");
        IsHinted("07.3", (int right, double[] y, double j) => y[right], "in this order");
        IsHinted("07.3", (double[] y, double j) => y.Sum(), "takes three things");
        IsOfWrongType("07.3", 0.5, "a number");
    }
}
