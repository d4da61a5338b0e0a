using LeNetLab.Models;
using LeNetLab.Visualization.Analysis;
using TorchSharp;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class FeatureMapExercisesTests
{
    [Fact]
    public void Second_choice()
    {
        using var model = LeNet5.Pretrained();
        var read = Read(model, Few.Test);
        var wrong = read.Mistakes();
        Assert.NotEmpty(wrong);
        var second = wrong.Count(
            i => Array.IndexOf(read.Probabilities(i).OrderDescending().ToArray(), read.Probabilities(i)[read.Label(i)])
                == 1);
        var share = (double)second / wrong.Count;
        IsRight("05.1", share);
        IsRight("05.1", Math.Round(share, 2));

        IsHinted("05.1", 100 * share, "in per cent");
        IsHinted("05.1", second, "how many there are");
        IsHinted("05.1", (double)second / read.Count, "divided by all digits");
        IsHinted("05.1", (double)(read.Count - wrong.Count + second) / read.Count,
            "Leave out those that are read right");
        IsHinted("05.1", 1 - share, "That is the rest");
        IsHinted("05.1", -1, $"Take the {wrong.Count} mistakes");
    }

    [Fact]
    public void Nearest_neighbours()
    {
        using var model = LeNet5.Pretrained();
        var some = Few.Test.Take(500);
        double[] shares = [.. new[] { "Input", "S4", "C5", "F6" }.Select(layer =>
        {
            using var scope = torch.NewDisposeScope();
            var points = torch.tensor(LayerOutputs.Of(model, some, layer));
            var nearest =
                (torch.cdist(points, points) + 1e9 * torch.eye(500, dtype: torch.ScalarType.Float64)).argmin(1);
            var classes = some.LabelTensor();
            return classes[nearest].eq(classes).to_type(torch.ScalarType.Float64).mean().item<double>();
        })];
        IsRight("05.2", shares);
        IsRight("05.2", (shares[0], shares[1], shares[2], shares[3]));

        IsHinted("05.2", new double[] { 1, 1, 1, 1 }, "is itself");
        IsHinted("05.2", shares.Select(s => 100 * s).ToList(), "in per cent");
        IsHinted("05.2", shares.Select(s => (int)Math.Round(500 * s)).ToList(), "counts");
        IsHinted("05.2", shares.Reverse().ToArray(), "from the last layer to the first");
        IsHinted("05.2", shares.Select(s => 1 - s).ToArray(), "of another class");
        IsHinted("05.2", (shares[0], 0, shares[2], 0), "Input, C5: right");
        IsHinted("05.2", (0, 0, 0, 0), "smallest sum of squared differences");
    }

    [Fact]
    public void Least_answers()
    {
        using var model = LeNet5.Pretrained();
        var most = StrongestPatches.Find(model, Few.Test.Take(1_000), "C3", 10);
        var least = Turned(11, 10);
        IsRight("05.3", least);
        IsRight("05.3", least.Reverse().ToArray());

        IsHinted("05.3", most[11], "answers to most");
        IsHinted("05.3", Turned(3, 10), "of map 3");
        IsHinted("05.3", Turned(11, 9), "these are 9");
        IsHinted("05.3", least.Take(9).Append(least[0]).ToList(), "of the same digit");
        IsHinted("05.3", least.Take(9).Append(least[9] with { Image = 1_100 }).ToList(), "outside");
        IsHinted("05.3", least.Take(6).Concat(Turned(11, 500).TakeLast(4)).ToList(), "6 of the ten");
        IsOfWrongType("05.3", least.Select(p => p.Image).ToArray(), "a list of 10 things, the first a whole number");
    }

    // The most that the network answers with the signs of one map turned round.
    private static IReadOnlyList<Patch> Turned(int map, int count)
    {
        using var model = LeNet5.Pretrained();
        using (torch.no_grad())
        {
            model.C3.weight[map].neg_();
            model.C3.bias![map].neg_();
        }

        return StrongestPatches.Find(model, Few.Test.Take(1_000), "C3", count)[map];
    }
}
