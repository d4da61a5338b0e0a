using LeNetLab.Paper1998.Baselines;
using TorchSharp;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class RadialClassifierTests
{
    [Fact]
    public void The_units_are_gaussians_of_the_distance()
    {
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 5 * 6).Select(_ => (float)random.NextDouble())],
            c = [.. Enumerable.Range(0, 3 * 6).Select(_ => (float)random.NextDouble())];
        using var points = torch.tensor(x, [5, 6]);
        using var centres = torch.tensor(c, [3, 6]);
        using var units = RadialClassifier.Activations(points, centres, 0.7);
        var found = units.data<float>().ToArray();
        for (var i = 0; i < 5; i++)
            for (var k = 0; k < 3; k++)
            {
                double square = 0;
                for (var d = 0; d < 6; d++) square += Math.Pow(x[i * 6 + d] - c[k * 6 + d], 2);
                Assert.Equal(Math.Exp(-square / (2 * 0.7 * 0.7)), found[i * 3 + k], 1e-5);
            }
    }

    [Fact]
    public void Every_centre_is_the_mean_of_the_images_nearest_to_it()
    {
        var images = RandomImages.Make(150, seed: 2, classes: 1);
        var centres = KMeans.Centres(
            images, 6, rounds: 200, seed: 7, TestContext.Current.CancellationToken).Chunk(16).ToArray();
        var points = Enumerable.Range(0,
            150).Select(i => images.Image(i).ToArray().Select(v => v / 255f).ToArray()).ToArray();
        var members = points.GroupBy(x =>
            Enumerable.Range(0, 6).MinBy(k => x.Zip(centres[k], (a, b) => (double)(a - b) * (a - b)).Sum())).ToArray();
        Assert.Equal(6, members.Length);
        foreach (var group in members)
            for (var d = 0; d < 16; d++) Assert.Equal(group.Average(x => x[d]), centres[group.Key][d], 1e-5);
    }

    [Fact]
    public void The_scores_are_the_fitted_sums_and_a_small_class_has_a_unit_for_each_image()
    {
        var images = RandomImages.Make(200, seed: 3);
        var few = images.Subset([.. images.IndicesOf(0), .. images.IndicesOf(1, 2)]);
        var classifier = RadialClassifier.Train(few, new RadialOptions { UnitsPerClass = 5 },
            TestContext.Current.CancellationToken);
        Assert.Equal(7, classifier.Units);
        Assert.Equal(7 * 16 + 8 * 4, classifier.Parameters);
        Assert.Equal(1, classifier.Read(few, TestContext.Current.CancellationToken).Accuracy, 0.02);
        Assert.Equal(16, classifier.Centre(6).Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answers()
    {
        var images = RandomImages.Make(200, seed: 4);
        var options = new RadialOptions { UnitsPerClass = 8 };
        var (a, b) = (RadialClassifier.Train(images, options, TestContext.Current.CancellationToken),
            RadialClassifier.Train(images, options, TestContext.Current.CancellationToken));
        var (readA, readB) = (a.Read(images, TestContext.Current.CancellationToken),
            b.Read(images, TestContext.Current.CancellationToken));
        for (var i = 0; i < 200; i++) Assert.Equal(readA.Logits(i).ToArray(), readB.Logits(i).ToArray());
        Assert.True(readA.Accuracy > 0.9);
    }
}
