using LeNetLab.Course;
using LeNetLab.Course.Exercises;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Evaluation;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Paper1998.Baselines;
using LeNetLab.Training;
using TorchSharp;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class BeyondDigitsExercisesTests
{
    private static readonly DigitSets Drawn = new(
        BuiltInCharacters.Generate(DataSetCatalog.EmnistLetters, 2_600, seed: 21, Token),
        BuiltInCharacters.Generate(DataSetCatalog.EmnistLetters, 1_040, seed: 22, Token),
        "A few drawn letters.");

    // As the notebook splits them.
    private static readonly ImageSet Learnt = Drawn.Train.Split(Drawn.Train.Count / 13, seed: 1998).First;

    private static readonly Dictionary<int[], LeNet5> Networks = [];

    private static readonly int[] AsTheyAre = [.. Enumerable.Range(0, 784)];
    private static readonly int[] OnTheirSide = [.. Enumerable.Range(0, 784).Select(i => i % 28 * 28 + i / 28)];
    private static readonly int[] Turned = [.. Enumerable.Range(0, 784).Select(i => i % 28 * 28 + 27 - i / 28)];
    private static readonly int[] TurnedBack = [.. Enumerable.Range(0, 784).Select(i => (27 - i % 28) * 28 + i / 28)];

    [Fact]
    public void Letters_on_their_side()
    {
        var network = Taught(OnTheirSide);
        var (lying, standing) = (Share(network, OnTheirSide), Share(network, AsTheyAre));
        IsRight((network, lying, standing));
        IsRight(new object[] { network, (float)lying, Math.Round(standing, 3) });
        Assert.True(lying > standing + 0.2, $"{lying}, {standing}");

        IsHinted((network, standing, lying), "the other way round");
        IsHinted((network, 100 * lying, 100 * standing), "in per cent");
        IsHinted((network, 1 - lying, 1 - standing), "read wrong");
        IsHinted((network, lying, 0.999), "For the letters that lie it is right");
        IsHinted((network, 0.999, standing), "For the letters that stand it is right");
        IsHinted((network, 0.999, 0.999), "after its training");
        IsHinted((network, lying, double.NaN), "NaN");

        foreach (var turn in new[] { Turned, TurnedBack })
        {
            var turned = Taught(turn);
            IsHinted((turned, Share(turned, turn), Share(turned, AsTheyAre)), "turned by a quarter");
        }

        var upright = Taught(AsTheyAre);
        IsHinted((upright, Share(upright, OnTheirSide), Share(upright, AsTheyAre)), "learnt from letters that stand");
        using var untrained = new LeNet5(new LeNet5Options(Classes: 26));
        IsHinted((untrained, 0.04, 0.04), "Has it been trained?");
        using var ofDigits = LeNet5.Pretrained();
        IsHinted((ofDigits, 0.1, 0.1), "10 outputs");
        using var oneTooMany = new LeNet5(new LeNet5Options(Classes: 27));
        IsHinted((oneTooMany, 0.1, 0.1), "27 outputs");
        IsOfWrongType("10.1", lying, "a number");
        IsOfWrongType("10.1", (lying, standing, network), "3 things: a number, a number, a LeNet5");
        IsOfWrongType("10.1", (network, lying), "2 things: a LeNet5, a number");

        static void IsRight(object answer) => Assert.True(Exercise.Check("10.1", answer,
            Drawn) is { Verdict: Verdict.Right } result, $"{Exercise.Check("10.1", answer, Drawn)}");

        static void IsHinted(object answer, string hint) => Hinted("10.1", answer, hint);
    }

    [Fact]
    public void Letters_that_gain_most()
    {
        var network = Taught(AsTheyAre);
        var (after, before) = (ConfusionMatrix.Of(Read(network, Drawn.Test)),
            ConfusionMatrix.Of(new MeanImageClassifier(Learnt).Run(Drawn.Test)));
        var gained = Five(c => after.Recall(c) - before.Recall(c));
        foreach (var right in new object[] { (network, gained), (network, gained.ToLowerInvariant()),
            (network, gained.Select(c => $"{c}").ToList()), (network, string.Join(", ", gained)) })
            Assert.True(Exercise.Check("10.2", right, Drawn).Verdict == Verdict.Right,
                $"{Exercise.Check("10.2", right, Drawn)}");

        Hinted("10.2", (network, Five(c => before.Recall(c) - after.Recall(c))), "gain least");
        Hinted("10.2", (network, Five(c => after.Recall(c))), "reads best");
        Hinted("10.2", (network, Five(c => -before.Recall(c))), "read worst");
        Hinted("10.2", (network, Five(c => after.Precision(c) - before.Precision(c))), "in precision");
        Hinted("10.2", (network, gained[..4]), "these are 4");
        Hinted("10.2", (network, gained[..4] + gained[0]), "these are 4");
        Hinted("10.2", (network, "ABCD7"), "'7' is none");
        var least = Five(c => before.Recall(c) - after.Recall(c));
        Hinted("10.2", (network, gained[..3] + least[..2]), "3 of the five belong here");
        using var untrained = new LeNet5(new LeNet5Options(Classes: 26));
        Hinted("10.2", (untrained, gained), "Has it been trained?");
        using var ofDigits = LeNet5.Pretrained();
        Hinted("10.2", (ofDigits, gained), "10 outputs");
        IsOfWrongType("10.2", gained, "text");
        IsOfWrongType("10.2", (gained, network), "2 things: text, a LeNet5");
        IsOfWrongType("10.2", (network, 5), "2 things: a LeNet5, a whole number");

        static string Five(Func<int, double> score) =>
            string.Concat(Enumerable.Range(0, 26).OrderByDescending(score).Take(5).Select(c => (char)('A' + c)));
    }

    [Fact]
    public void A_network_for_clothes()
    {
        var fashion = DataSetCatalog.FashionMnist;
        using var clothes = new LeNet5 { ClassNames = fashion.ClassNames };
        IsRight("10.3", clothes);
        Assert.Contains("61,706 parameters", Of("10.3", clothes).Message, StringComparison.Ordinal);

        using var letters = new LeNet5(new LeNet5Options(Classes: 26));
        IsHinted("10.3", letters, "Some outputs would never be right");
        using var few = new LeNet5(new LeNet5Options(Classes: 2));
        IsHinted("10.3", few, "Some clothes would have no output");
        using var numbers = new LeNet5();
        IsHinted("10.3", numbers, "answers in numbers");
        using var hiragana = new LeNet5 { ClassNames = DataSetCatalog.Kmnist.ClassNames };
        IsHinted("10.3", hiragana, "KMNIST");
        using var sorted = new LeNet5 { ClassNames = [.. fashion.ClassNames.Order(StringComparer.Ordinal)] };
        IsHinted("10.3", sorted, "Output 0 is called Ankle boot");
        using var prepared = new LeNet5 { ClassNames = fashion.ClassNames, Preparation = Preparation.Emnist };
        IsHinted("10.3", prepared, "prepared as Emnist");
        IsOfWrongType("10.3", fashion, "a DataSet");
    }

    [Fact]
    public void Without_letters_it_asks_for_them()
    {
        var loaded = Letters.Load("builtin", Token);
        var network = Taught(OnTheirSide);
        var with = Exercise.Check("10.1", (network, 0.999, 0.999), loaded);
        var without = Exercise.Check("10.1", (network, 0.999, 0.999));

        Assert.Contains($"{loaded.Test.Count:N0} test letters", with.Message, StringComparison.Ordinal);
        Assert.Contains("Exercise.Check(\"10.1\", …, letters)", without.Message, StringComparison.Ordinal);
    }

    private static void Hinted(string id, object answer, string hint)
    {
        var result = Exercise.Check(id, answer, Drawn);
        Assert.True(result.Verdict == Verdict.NotYet, $"{result}");
        Assert.Contains(hint, result.Message, StringComparison.Ordinal);
    }

    /// <summary>A network that has learnt letters whose pixels were moved so; taught once for all tests.</summary>
    private static LeNet5 Taught(int[] from)
    {
        if (Networks.TryGetValue(from, out var known)) return known;
        NativeTorch.Load();
        torch.manual_seed(1);
        var network = new LeNet5(new LeNet5Options(Classes: 26));
        Trainer.Fit(network, Moved(Learnt, from), options: new TrainingOptions
        {
            Epochs = 3,
            LearningRate = 0.003,
            Schedule = LearningRateSchedule.OneCycle(rise: 0.2)
        },
            cancellationToken: Token);
        return Networks[from] = network;
    }

    private static double Share(LeNet5 network, int[] from) => Read(network, Moved(Drawn.Test, from)).Accuracy;

    private static ImageSet Moved(ImageSet images, int[] from) => new(
        [.. Enumerable.Range(0, images.Count).SelectMany(
            i => { var image = images.Image(i).ToArray(); return from.Select(p => image[p]); })],
        images.Labels.ToArray(), classes: images.Classes, classNames: images.ClassNames);
}
