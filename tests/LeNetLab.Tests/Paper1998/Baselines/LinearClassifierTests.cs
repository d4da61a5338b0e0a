using LeNetLab.Data;
using LeNetLab.Paper1998.Baselines;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class LinearClassifierTests
{
    [Fact]
    public void The_residuals_of_least_squares_are_orthogonal_to_every_input()
    {
        var images = RandomImages.Make(300, seed: 1);
        var classifier = LinearClassifier.Train(images, cancellationToken: TestContext.Current.CancellationToken);
        for (var c = 0; c < 4; c++)
        {
            var gradient = new double[17];
            for (var i = 0; i < images.Count; i++)
            {
                var input = RandomImages.WithOne(images, i);
                var residual = (images.Label(i) == c ? 1 : -1) - Output(classifier, input, c);
                for (var d = 0; d < 17; d++) gradient[d] += residual * input[d] / images.Count;
            }

            Assert.All(gradient, g => Assert.Equal(0, g, 1e-5));
        }
    }

    [Fact]
    public void One_pixel_and_two_points_have_the_line_through_them()
    {
        var classifier = LinearClassifier.Train(new ImageSet([51, 204], [0, 1], 1, 1, classes: 2),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(-2 / 0.6, classifier.Weights(0)[0], 1e-4);
        Assert.Equal(1 + 0.2 * 2 / 0.6, classifier.Bias(0), 1e-4);
    }

    [Fact]
    public void Scores_are_the_weighted_sums_and_the_counts_are_the_papers()
    {
        var images = RandomImages.Make(60, seed: 2);
        var classifier = LinearClassifier.Train(images, cancellationToken: TestContext.Current.CancellationToken);
        var read = classifier.Read(images, TestContext.Current.CancellationToken);
        for (var i = 0; i < images.Count; i++)
            for (var c = 0; c < 4; c++)
                Assert.Equal(Output(classifier, RandomImages.WithOne(images, i), c), read.Logits(i)[c], 1e-4);

        Assert.Equal(7_850, LinearClassifier.Train(new ImageSet(new byte[1_568], [0, 1]),
            cancellationToken: TestContext.Current.CancellationToken).Parameters);
        Assert.Equal(4_010, LinearClassifier.Train(new ImageSet(new byte[800], [0, 1], 20, 20),
            cancellationToken: TestContext.Current.CancellationToken).Parameters);
    }

    [Theory]
    [InlineData(LinearFit.LinearDescent)]
    [InlineData(LinearFit.SigmoidDescent)]
    [InlineData(LinearFit.SoftmaxDescent)]
    public void A_descent_step_is_minus_the_gradient_of_the_loss(LinearFit fit)
    {
        float[] sums = [0.3f, -1.1f, 0.8f];
        var step = sums.ToArray();
        LinearGradient.ToDescent(step, 2, fit);
        for (var c = 0; c < 3; c++)
        {
            const double Move = 1e-5;
            double[] up = [.. sums], down = [.. sums];
            up[c] += Move;
            down[c] -= Move;
            Assert.Equal(-(Loss(up, 2, fit) - Loss(down, 2, fit)) / (2 * Move), step[c], 1e-5);
        }
    }

    [Fact]
    public void Descending_the_squared_error_ends_at_the_least_squares()
    {
        var images = RandomImages.Make(300, seed: 3);
        var exact = LinearClassifier.Train(images, cancellationToken: TestContext.Current.CancellationToken);
        var descent = LinearClassifier.Train(
            images, new LinearOptions { Fit = LinearFit.LinearDescent, Rate = 0.2, Passes = 3_000 },
            TestContext.Current.CancellationToken);
        var (a, b) = (exact.Read(images, TestContext.Current.CancellationToken),
            descent.Read(images, TestContext.Current.CancellationToken));
        for (var i = 0; i < images.Count; i++)
            for (var c = 0; c < 4; c++) Assert.Equal(a.Logits(i)[c], b.Logits(i)[c], 0.02);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_no_tensor_is_left()
    {
        var images = RandomImages.Make(40, seed: 4);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<ArgumentException>(
            () => LinearClassifier.Train(images.Take(0), cancellationToken: CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => LinearClassifier.Train(images, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(
            () => PairwiseLinearClassifier.Train(images, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(
            () => QuadraticClassifier.Train(images, new QuadraticOptions { Components = 3 }, cancelled));
        Assert.Throws<OperationCanceledException>(() => RadialClassifier.Train(images, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => PolynomialSvm.Train(images, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(
            () => NearestNeighbours.Train(images, cancellationToken: CancellationToken.None).Read(images, cancelled));
        var before = LiveTensors.Settled();
        LeNetLab.Paper1998.Baselines.IDigitClassifier[] all =
        [
            LinearClassifier.Train(images, cancellationToken: CancellationToken.None),
            PairwiseLinearClassifier.Train(images, cancellationToken: CancellationToken.None),
            QuadraticClassifier.Train(images, new QuadraticOptions { Components = 3 }, CancellationToken.None),
            RadialClassifier.Train(images, new RadialOptions { UnitsPerClass = 3 }, CancellationToken.None),
            NearestNeighbours.Train(images, cancellationToken: CancellationToken.None), PolynomialSvm.Train(images,
                cancellationToken: CancellationToken.None),
            PolynomialSvm.Train(images, new SvmOptions { Scheme = SvmScheme.OneAgainstOne },
                cancellationToken: CancellationToken.None),
        ];
        foreach (var classifier in all)
        {
            Assert.Equal(40, classifier.Read(images, CancellationToken.None).Count);
            Assert.Throws<ArgumentException>(
                () => classifier.Read(new ImageSet(new byte[9], [0], 3, 3), CancellationToken.None));
            Assert.True(classifier.Parameters > 0 && classifier.MultiplyAdds > 0 && classifier.Description.Length > 0);
        }

        Assert.Equal(before, LiveTensors.Now);
    }

    private static double Output(LinearClassifier classifier, double[] input, int label) =>
        classifier.Weights(label).Select((w, p) => w * input[p]).Sum() + classifier.Bias(label);

    private static double Loss(double[] sums, int label, LinearFit fit) => fit switch
    {
        LinearFit.LinearDescent => sums.Select((s, c) => Math.Pow((c == label ? 1 : -1) - s, 2) / 2).Sum(),
        LinearFit.SigmoidDescent =>
            sums.Select((s, c) => Math.Pow((c == label ? 1 : -1) - 1.7159 * Math.Tanh(2 * s / 3), 2) / 2).Sum(),
        _ => Math.Log(sums.Sum(Math.Exp)) - sums[label],
    };
}
