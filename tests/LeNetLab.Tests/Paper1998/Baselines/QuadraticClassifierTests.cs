using LeNetLab.Data;
using LeNetLab.Paper1998.Baselines;
using TorchSharp;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class QuadraticClassifierTests
{
    [Fact]
    public void The_axes_diagonalise_the_covariance_widest_first()
    {
        var images = RandomImages.Make(200, seed: 1);
        var axes = PrincipalAxes.Of(images, 16, TestContext.Current.CancellationToken);
        var centred = Enumerable.Range(0,
            200).Select(i => images.Image(i).ToArray().Select((v, p) => v / 255.0 - axes.Mean[p]).ToArray()).ToArray();
        Assert.All(Enumerable.Range(0, 16), p => Assert.Equal(0, centred.Sum(x => x[p]), 1e-3));
        double Along(int i, int axis) => Enumerable.Range(0, 16).Sum(p => centred[i][p] * axes.Axes[p * 16 + axis]);
        for (var a = 0; a < 16; a++)
            for (var b = 0; b < 16; b++)
            {
                Assert.Equal(a == b ? 1 : 0,
                    Enumerable.Range(0, 16).Sum(p => axes.Axes[p * 16 + a] * axes.Axes[p * 16 + b]), 1e-5);
                Assert.Equal(a == b ? axes.Variances[a] : 0,
                    Enumerable.Range(0, 200).Sum(i => Along(i, a) * Along(i, b)) / 200, 1e-5);
            }

        Assert.Equal(axes.Variances.OrderDescending(), axes.Variances);
        Assert.Equal(axes.Axes.Chunk(16).SelectMany(row => row[..5]),
            PrincipalAxes.Of(images, 5, TestContext.Current.CancellationToken).Axes);
    }

    [Theory]
    [InlineData(false, 820)]
    [InlineData(true, 860)]
    public void Products_are_those_of_the_double_loop(bool linearTerms, int expected)
    {
        var random = new Random(2);
        float[] numbers = [.. Enumerable.Range(0, 3 * 40).Select(_ => (float)random.NextDouble() - 0.5f)];
        using var points = torch.tensor(numbers, [3, 40]);
        using var products = QuadraticClassifier.Products(points, linearTerms);
        Assert.Equal([3L, expected], products.shape);
        var found = products.data<float>().ToArray();
        for (var i = 0; i < 3; i++)
        {
            var point = numbers[(i * 40)..((i + 1) * 40)];
            var direct = new List<float>();
            for (var a = 0; a < 40; a++)
                for (var b = a; b < 40; b++) direct.Add(point[a] * point[b]);
            if (linearTerms) direct.AddRange(point);
            Assert.Equal(direct, found[(i * expected)..((i + 1) * expected)]);
        }
    }

    [Fact]
    public void A_second_degree_rule_is_learned_that_no_linear_classifier_can()
    {
        // Class 1 where the two pixels are both bright or both dark: a product decides.
        var random = new Random(3);
        byte[] pixels = new byte[800], labels = new byte[400];
        for (var i = 0; i < 400; i++)
        {
            bool a = random.Next(2) > 0, b = random.Next(2) > 0;
            labels[i] = (byte)(a == b ? 1 : 0);
            pixels[2 * i] = (byte)((a ? 200 : 10) + random.Next(40));
            pixels[2 * i + 1] = (byte)((b ? 200 : 10) + random.Next(40));
        }

        var images = new ImageSet(pixels, labels, 1, 2, classes: 2);
        var classifier = QuadraticClassifier.Train(images, new QuadraticOptions { Components = 2, LinearTerms = true },
            TestContext.Current.CancellationToken);
        Assert.Equal(1, classifier.Read(images, TestContext.Current.CancellationToken).Accuracy);
        Assert.True(
            LinearClassifier.Train(images, cancellationToken: TestContext.Current.CancellationToken).Read(images,
                TestContext.Current.CancellationToken).Accuracy < 0.8);
    }
}
