using LeNetLab.Paper1998.Baselines;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class PolynomialSvmTests
{
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(10, 2)]
    [InlineData(1000, 4)]
    public void The_conditions_of_the_optimum_hold_for_every_image(double penalty, int degree)
    {
        // 1,500 images: the working set grows over several rounds.
        var images = RandomImages.Make(1_500, seed: 1, classes: 2, noise: 200);
        float[] signs = [.. images.Labels.ToArray().Select(label => label == 0 ? 1f : -1f)];
        using var rows = PolynomialKernel.UnitRows(images, 0, images.Count);
        var options = new SvmOptions { Penalty = penalty, Degree = degree };
        var solution = SupportVectorMachine.Train(rows, signs, options, TestContext.Current.CancellationToken);
        var points = Enumerable.Range(0, images.Count).Select(i => Unit(images.Image(i))).ToArray();

        // The solver's kernel is in single precision: what that is off by counts with each weight.
        var tolerance = 5e-3 + 1e-5 * penalty;
        Assert.Equal(0, solution.Weights.Select((w, i) => w * signs[i]).Sum(), 1e-6 * penalty);
        int[] support = [.. Enumerable.Range(0, images.Count).Where(i => solution.Weights[i] > 0)];
        for (var i = 0; i < images.Count; i++)
        {
            var weight = solution.Weights[i];
            Assert.InRange(weight, 0, penalty);
            var margin =
                signs[i]
                * (solution.Bias + support.Sum(
                    s => solution.Weights[s] * signs[s] * Math.Pow((Dot(points[s], points[i]) + 1) / 2, degree)));
            if (weight == 0) Assert.True(margin >= 1 - tolerance, $"{margin}");
            else if (weight == penalty) Assert.True(margin <= 1 + tolerance, $"{margin}");
            else Assert.Equal(1, margin, tolerance);
        }
    }

    [Fact]
    public void Two_points_have_their_weights_in_closed_form()
    {
        // α = 2 / ‖φ(a) − φ(b)‖² = 2 / (2 − 2K), b = 0 by symmetry.
        float[] kernel = [1, 0.25f, 0.25f, 1];
        var weights = new double[2];
        var bias = SequentialMinimalOptimization.Solve(kernel, [1, -1], weights, 100, 1e-9,
            TestContext.Current.CancellationToken);
        Assert.Equal(1 / 0.75, weights[0], 1e-6);
        Assert.Equal(1 / 0.75, weights[1], 1e-6);
        Assert.Equal(0, bias, 1e-6);
        weights = new double[2];
        SequentialMinimalOptimization.Solve(kernel, [1, -1], weights, 0.5, 1e-9, TestContext.Current.CancellationToken);
        Assert.Equal([0.5, 0.5], weights);
    }

    [Theory]
    [InlineData(SvmScheme.OneAgainstRest, 4)]
    [InlineData(SvmScheme.OneAgainstOne, 6)]
    public void Separable_classes_are_separated(SvmScheme scheme, int machines)
    {
        var (train, test) = (RandomImages.Make(300, seed: 2, noise: 60), RandomImages.Make(200, seed: 3, noise: 60));
        var done = new Count();
        var svm = PolynomialSvm.Train(train, new SvmOptions { Scheme = scheme }, done,
            TestContext.Current.CancellationToken);
        Assert.Equal(machines, done.Last);
        Assert.Equal(1, svm.Read(train, TestContext.Current.CancellationToken).Accuracy);
        Assert.True(svm.Read(test, TestContext.Current.CancellationToken).Accuracy > 0.97);
        Assert.InRange(svm.SupportVectors, 4, 299);
    }

    [Theory]
    [InlineData(SvmScheme.OneAgainstRest)]
    [InlineData(SvmScheme.OneAgainstOne)]
    public void A_class_without_images_is_never_read(SvmScheme scheme)
    {
        var images = RandomImages.Make(200, seed: 4, noise: 60);
        var some = images.Subset([.. images.IndicesOf(0), .. images.IndicesOf(2)]);
        var read = PolynomialSvm.Train(some, new SvmOptions { Scheme = scheme },
            cancellationToken: TestContext.Current.CancellationToken).Read(images,
                TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 200), i => Assert.True(read.Predicted(i) is 0 or 2));
        Assert.Throws<ArgumentException>(
            () => PolynomialSvm.Train(images.Subset([.. images.IndicesOf(1)]),
                cancellationToken: TestContext.Current.CancellationToken));
    }

    private static double[] Unit(ReadOnlySpan<byte> image)
    {
        double[] point = [.. image.ToArray().Select(v => v / 255.0)];
        var length = Math.Sqrt(Dot(point, point));
        return [.. point.Select(v => v / length)];
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private sealed class Count : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value) => Last = value;
    }
}
