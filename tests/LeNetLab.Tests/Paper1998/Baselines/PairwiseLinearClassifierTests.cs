using LeNetLab.Data;
using LeNetLab.Paper1998.Baselines;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class PairwiseLinearClassifierTests
{
    [Fact]
    public void Each_unit_is_the_least_squares_of_its_two_classes_alone()
    {
        var images = RandomImages.Make(240, seed: 1);
        var outputs = PairwiseLinearClassifier.Train(images, cancellationToken: TestContext.Current.CancellationToken)
            .Outputs(images, TestContext.Current.CancellationToken);
        (int First, int Second)[] pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        for (var p = 0; p < 6; p++)
        {
            var gradient = new double[17];
            for (var i = 0; i < images.Count; i++)
            {
                if (images.Label(i) != pairs[p].First && images.Label(i) != pairs[p].Second) continue;
                var input = RandomImages.WithOne(images, i);
                for (var d = 0; d < 17; d++)
                    gradient[d] += ((images.Label(i) == pairs[p].First ? 1 : -1) - outputs[i * 6 + p]) * input[d]
                        / images.Count;
            }

            Assert.All(gradient, g => Assert.Equal(0, g, 1e-4));
        }
    }

    [Fact]
    public void Scores_follow_from_the_outputs_by_each_rule()
    {
        var images = RandomImages.Make(200, seed: 2, noise: 250);
        foreach (var decision in Enum.GetValues<PairwiseDecision>())
        {
            var classifier = PairwiseLinearClassifier.Train(images, new PairwiseOptions { Decision = decision },
                TestContext.Current.CancellationToken);
            var outputs = classifier.Outputs(images, TestContext.Current.CancellationToken);
            var read = classifier.Read(images, TestContext.Current.CancellationToken);
            for (var i = 0; i < images.Count; i++)
            {
                // For each class by itself: go through all pairs and take what concerns it.
                var scores = new (double Votes, double Sum)[4];
                for (var c = 0; c < 4; c++)
                    for (int p = 0, a = 0; a < 4; a++)
                        for (var b = a + 1; b < 4; b++, p++)
                        {
                            if (c != a && c != b) continue;
                            var speaks = c == a ? outputs[i * 6 + p] : -outputs[i * 6 + p];
                            scores[c].Votes += speaks > 0 ? 1 : 0;
                            scores[c].Sum += decision == PairwiseDecision.SumOfOutputs ? speaks : Math.Tanh(speaks);
                        }

                var expected = decision == PairwiseDecision.Votes ? scores.Max() : scores.MaxBy(s => s.Sum);
                Assert.Equal(expected, scores[read.Predicted(i)]);
            }
        }
    }

    [Fact]
    public void The_papers_size_on_28_by_28_is_35_thousand() =>
        Assert.Equal(35_325, PairwiseLinearClassifier.Train(new ImageSet(new byte[1_568], [0, 1]),
            cancellationToken: TestContext.Current.CancellationToken).Parameters);
}
