using System.Numerics;
using LeNetLab.Paper1998;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

/// <summary>The engine in double precision against finite differences, and the paper's counts.</summary>
public class PatternNetworkTests
{
    public static TheoryData<string> Networks() =>
        ["LeNet-5, eq. 9", "LeNet-5, eq. 8", "LeNet-5, dense", "LeNet-5, averages", "LeNet-5, softmax", "LeNet-4",
            "LeNet-1", "24-7-5-3", "25-9-8-4"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        var network = Make<double>(name);
        network.Initialise(seed: 5);
        var random = new Random(3);
        var picture = PatternPictures.Of(network.Inputs, random);
        const int Label = 2;
        network.Gradient(picture, Label);
        var gradients = network.Layers.Select(layer => (double[])layer.Gradient.Clone()).ToList();

        for (var l = 0; l < network.Layers.Count; l++)
        {
            var weights = network.Layers[l].Weights;
            if (weights.Length == 0) continue;
            // Kernels and biases both: the last weights of a layer are its biases.
            int[] chosen = [.. Enumerable.Range(0, 25).Select(_ => random.Next(weights.Length)), weights.Length - 1,
                weights.Length - 2];
            foreach (var k in chosen)
                AssertClose(Slope(() => network.Gradient(picture, Label), ref weights[k]), gradients[l][k], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Learning_moves_each_weight_by_its_rate_times_its_gradient(string name)
    {
        var (still, moving, single) = (Make<double>(name), Make<double>(name), Make<float>(name));
        still.Initialise(seed: 5);
        moving.Initialise(seed: 5);
        single.Initialise(seed: 5);
        var random = new Random(3);
        var picture = PatternPictures.Of(still.Inputs, random);
        foreach (var layer in moving.Layers)
            for (var k = 0; k < layer.Rates.Length; k++) layer.Rates[k] = random.NextDouble();
        var error = still.Gradient(picture, 2);
        single.Gradient(Array.ConvertAll(picture, pixel => (float)pixel), 2);
        Assert.Equal(error, moving.Learn(picture, 2, StepRule<double>.Rates).Error);

        for (var l = 0; l < still.Layers.Count; l++)
        {
            var (before, after) = (still.Layers[l], moving.Layers[l]);
            var largest = before.Gradient.Select(Math.Abs).DefaultIfEmpty().Max();
            for (var k = 0; k < before.Weights.Length; k++)
            {
                AssertClose(before.Weights[k] - after.Rates[k] * before.Gradient[k], after.Weights[k], 1e-12);
                Assert.InRange((single.Layers[l].Gradient[k] - before.Gradient[k]) / largest, -1e-4, 1e-4);
            }
        }
    }

    [Fact]
    public void The_published_counts()
    {
        var lenet5 = PublishedNetworks.LeNet5<float>();
        Assert.Equal([156, 12, 1_516, 32, 48_120, 10_164], lenet5.Layers.Select(layer => layer.Weights.Length));
        Assert.Equal(
            [122_304, 5_880, 151_600, 2_000, 48_120, 10_164], lenet5.Layers.Select(layer => layer.Connections));
        Assert.Equal((60_000, 340_908), (lenet5.Parameters, lenet5.Connections));

        // LeCun et al. 1990: "98442 connections", "2578 independent parameters".
        var lenet1 = PublishedNetworks.LeNet1<float>();
        Assert.Equal((2_578, 98_442), (lenet1.Parameters, lenet1.Connections));

        // "About 17,000 free parameters" and "about 260,000 connections"; the paper gives no tables.
        var lenet4 = PublishedNetworks.LeNet4<float>();
        Assert.Equal((16_998, 258_306), (lenet4.Parameters, lenet4.Connections));
        var full = PublishedNetworks.LeNet4Full<float>();
        Assert.Equal((16_998 + (16 - 14 / 3.0) * 25 * 120, 258_306 + (16 - 14 / 3.0) * 25 * 120),
            (full.Parameters, full.Connections));
    }

    [Theory]
    [InlineData(FanInRule.Linear, 1.0)]
    [InlineData(FanInRule.SquareRoot, 0.5)]
    public void First_weights_lie_within_their_range_and_fill_it(FanInRule rule, double power)
    {
        var network = PublishedNetworks.LeNet5<double>();
        network.Initialise(seed: 1, rule);
        foreach (var layer in network.Layers)
        {
            var share = layer.Weights.Select((w, k) => w / (2.4 / Math.Pow(layer.FanIn(k), power))).ToList();
            Assert.All(share, s => Assert.InRange(s, -1, 1));
            if (share.Count > 1000) Assert.InRange(share.Average(s => s * s), 0.30, 0.37);
        }

        // A map of C3 that sees three maps has 75 inputs, the last one 150.
        Assert.Equal((75, 150, 75, 150), (network.Layers[2].FanIn(0), network.Layers[2].FanIn(1_499),
            network.Layers[2].FanIn(1_500), network.Layers[2].FanIn(1_515)));
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused() =>
        Assert.Throws<ArgumentException>(() => new PatternNetwork<float>(
            new SquaredErrorCriterion<float>(10), new FullLayer<float>(4, 3), new FullLayer<float>(5, 10)));

    internal static PatternNetwork<T> Make<T>(string name) where T : unmanaged, IFloatingPointIeee754<T> => name switch
    {
        // With j among the distances, so that every part of eq. 9 takes part.
        "LeNet-5, eq. 9" => PublishedNetworks.LeNet5<T>(j: 60),
        "LeNet-5, eq. 8" => PublishedNetworks.LeNet5<T>(j: null),
        "LeNet-5, dense" => PaperTable.LeNet5With<T>(table: ConnectionTable.Complete(6, 16)),
        "LeNet-5, averages" => PaperTable.LeNet5With<T>(averages: true),
        "LeNet-5, softmax" => PaperTable.LeNet5With<T>(softmax: true),
        "LeNet-4" => PublishedNetworks.LeNet4<T>(),
        "LeNet-1" => PublishedNetworks.LeNet1<T>(),
        _ => PublishedNetworks.Multilayer<T>([.. name.Split('-').Select(int.Parse)]),
    };

    /// <summary>Central difference of a function by one number.</summary>
    internal static double Slope(Func<double> function, ref double number)
    {
        const double Step = 1e-5;
        var kept = number;
        number = kept + Step;
        var above = function();
        number = kept - Step;
        var below = function();
        number = kept;
        return (above - below) / (2 * Step);
    }

    internal static void AssertClose(double expected, double actual, double tolerance) =>
        Assert.InRange(Math.Abs(expected - actual) / Math.Max(1, Math.Abs(expected)), 0, tolerance);
}
