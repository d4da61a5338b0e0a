using LeNetLab.Handwriting;
using LeNetLab.Visualization;
using LeNetLab.Visualization.Analysis;
using Xunit;

namespace LeNetLab.Tests.Visualization;

/// <summary>Principal components and t-SNE against their definitions, in plain loops.</summary>
[Collection(TorchCollection.Name)]
public sealed class EmbeddingTests
{
    [Fact]
    public void The_axes_are_orthonormal_and_ordered_and_their_signs_are_fixed()
    {
        var pca = PrincipalComponents.Of(Cloud(80, 6, seed: 1));
        for (var a = 0; a < 6; a++)
        {
            for (var b = 0; b < 6; b++)
                Assert.Equal(a == b ? 1 : 0, pca.Axis(a).Zip(pca.Axis(b), (p, q) => p * q).Sum(), 1e-10);
            Assert.True(a == 0 || pca.Variances[a] <= pca.Variances[a - 1]);
            Assert.True(pca.Axis(a).MaxBy(Math.Abs) > 0);
        }

        Assert.Equal(1, pca.Share(6), 1e-12);
    }

    [Fact]
    public void The_first_axis_is_the_one_that_power_iteration_finds()
    {
        var points = Cloud(80, 6, seed: 2);
        var pca = PrincipalComponents.Of(points);
        var axis = Enumerable.Repeat(1.0, 6).ToArray();
        double length = 0;
        for (var step = 0; step < 2_000; step++)
        {
            var next = new double[6];
            for (var i = 0; i < 80; i++)
            {
                double along = 0;
                for (var d = 0; d < 6; d++) along += (points[i, d] - pca.Mean[d]) * axis[d];
                for (var d = 0; d < 6; d++) next[d] += along * (points[i, d] - pca.Mean[d]) / 79;
            }

            length = Math.Sqrt(next.Sum(v => v * v));
            axis = Array.ConvertAll(next, v => v / length);
        }

        Assert.Equal(length, pca.Variances[0], 1e-8);
        Assert.Equal(1, Math.Abs(axis.Zip(pca.Axis(0), (p, q) => p * q).Sum()), 1e-8);
    }

    [Fact]
    public void All_axes_together_give_the_points_back()
    {
        var points = Cloud(30, 4, seed: 3);
        var pca = PrincipalComponents.Of(points);
        var along = pca.Project(points, 4);
        for (var i = 0; i < 30; i++)
            for (var d = 0; d < 4; d++)
                Assert.Equal(
                    points[i, d], pca.Mean[d] + Enumerable.Range(0, 4).Sum(a => along[i, a] * pca.Axis(a)[d]), 1e-10);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Every_point_has_the_perplexity_asked_for(double perplexity)
    {
        var rows = TSneProbabilities.Of(Cloud(90, 5, seed: 4), perplexity);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(0, rows[i][i]);
            Assert.Equal(1, rows[i].Sum(), 1e-12);
            Assert.Equal(Math.Log(perplexity), -rows[i].Where(p => p > 0).Sum(p => p * Math.Log(p)), 1e-3);
        }
    }

    [Fact]
    public void The_gradient_is_that_of_the_divergence()
    {
        const int Count = 12;
        var near = TSne.Joint(TSneProbabilities.Of(Cloud(Count, 3, seed: 5), 3));
        var random = new Random(6);
        double[] x = [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble())],
            y = [.. x.Select(_ => random.NextDouble())];
        double[] dx = new double[Count], dy = new double[Count];
        TSne.Gradient(near, x, y, 1, dx, dy);
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(Slope(near, x, y, x, i), dx[i], 1e-7);
            Assert.Equal(Slope(near, x, y, y, i), dy[i], 1e-7);
        }
    }

    [Fact]
    public void Clusters_stay_apart_and_the_same_seed_gives_the_same_places()
    {
        var random = new Random(7);
        var points = new double[90, 10];
        for (var i = 0; i < 90; i++)
            for (var d = 0; d < 10; d++) points[i, d] = random.NextDouble() + (d == i / 30 ? 8 : 0);
        var options = new TSneOptions { Perplexity = 10 };
        var places = TSne.Of(points, options);

        for (var i = 0; i < 90; i++)
        {
            double Distance(int j) =>
                Math.Pow(places[i, 0] - places[j, 0], 2) + Math.Pow(places[i, 1] - places[j, 1], 2);
            Assert.Equal(i / 30, Enumerable.Range(0, 90).Where(j => j != i).MinBy(Distance) / 30);
        }

        Assert.Equal(places.Cast<double>(), TSne.Of(points, options).Cast<double>());
        Assert.Throws<ArgumentException>(() => TSne.Of(points, options with { Perplexity = 31 }));
    }

    [Fact]
    public void The_picture_shows_every_class_and_stays_small()
    {
        var images = BuiltInDigits.Generate(300, seed: 4, TestContext.Current.CancellationToken);
        var picture = EmbeddingPicture.Of(Cloud(300, 2, seed: 8), images, "Look here.");
        Assert.Equal(10, picture.Svg.Split("stroke-linecap").Length - 1);
        Assert.True(picture.Svg.Length < 200_000, $"{picture.Svg.Length}");
        Assert.Throws<ArgumentException>(() => EmbeddingPicture.Of(new double[3, 2], images));
    }

    private static double[,] Cloud(int count, int size, int seed)
    {
        var random = new Random(seed);
        var points = new double[count, size];
        for (var i = 0; i < count; i++)
            for (var d = 0; d < size; d++)
                points[i, d] = (d + 1) * (random.NextDouble() - 0.3) + (d > 0 ? 0.4 * points[i, d - 1] : 0);
        return points;
    }

    private static double Slope(double[][] near, double[] x, double[] y, double[] moved, int i)
    {
        const double Step = 1e-6;
        var before = moved[i];
        moved[i] = before + Step;
        var up = Divergence(near, x, y);
        moved[i] = before - Step;
        var down = Divergence(near, x, y);
        moved[i] = before;
        return (up - down) / (2 * Step);
    }

    private static double Divergence(double[][] near, double[] x, double[] y)
    {
        double sum = 0, result = 0;
        double Weight(int i, int j) => 1 / (1 + (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]));
        for (var i = 0; i < x.Length; i++)
            for (var j = 0; j < x.Length; j++) sum += i == j ? 0 : Weight(i, j);
        for (var i = 0; i < x.Length; i++)
            for (var j = 0; j < x.Length; j++)
                if (i != j) result += near[i][j] * Math.Log(near[i][j] * sum / Weight(i, j));
        return result;
    }
}
