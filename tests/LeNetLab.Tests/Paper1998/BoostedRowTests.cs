using LeNetLab.Data;
using LeNetLab.Paper1998;
using LeNetLab.Paper1998.OnlineSgd;
using LeNetLab.Tests.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

public class BoostedRowTests
{
    private static readonly ImageSet Digits = Drawn.Generate(600, 9);

    private static readonly NetworkRow Member = new()
    {
        Key = "small",
        Title = "small",
        Network = () => PublishedNetworks.Multilayer<float>(28 * 28, 30, 10),
        Options = new PatternTrainingOptions { Padding = 0, Passes = 8, CurvatureSamples = 50 },
    };

    private static readonly BoostedRow Row = new()
    {
        Key = "boosted",
        Title = "boosted",
        Member = Member,
        SetSize = 300
    };

    private static PaperRun Run =>
        new(Digits, Digits.Take(200), Seed: 3, CancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public void Half_of_the_second_networks_patterns_are_misread_by_the_first()
    {
        var first = Member.Train(Run).Network;
        var set = Row.Collect(Run, member: 2, size: 300, BoostedRow.HalfMisreadBy(first));
        var misread = PatternInference.Run(first, set, padding: 0, Run.CancellationToken).Mistakes().Count;
        // A fair coin, 300 times: beyond ±45 once in five million, and the seed is fixed.
        Assert.InRange(misread, 105, 195);
        // On the undistorted digits it does better than that by far, so the choice was made on purpose.
        Assert.True(PatternInference.Run(first, Digits, padding: 0, Run.CancellationToken).Accuracy > 0.8);
    }

    [Fact]
    public void The_vote_is_the_sum_of_three_networks_and_the_seed_decides_it()
    {
        var (one, two) = (Row.Run(Run), Row.Run(Run));
        Assert.Equal(3 * (785 * 30 + 31 * 10), one.Parameters);
        Assert.Equal(200, one.Test.Count);
        for (var i = 0; i < 200; i++) Assert.Equal(one.Test.Logits(i).ToArray(), two.Test.Logits(i).ToArray());
        Assert.NotEqual(one.Test.Logits(0).ToArray(), Row.Run(Run with { Seed = 4 }).Test.Logits(0).ToArray());
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => Row.Run(Run with { CancellationToken = stopped.Token }));
    }
}
