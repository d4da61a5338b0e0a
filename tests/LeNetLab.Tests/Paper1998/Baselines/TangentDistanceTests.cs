using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Paper1998.Baselines;
using LeNetLab.Paper1998.Preprocessing;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

[Collection(TorchCollection.Name)]
public sealed class TangentDistanceTests
{
    private const int Side = 12;

    [Fact]
    public void The_directions_are_derivatives_of_a_moving_blob()
    {
        // A wide Gaussian blob that is moved, grown, turned and skewed by a formula, a little each way.
        Func<double, double, double, (double X, double Y)>[] changes =
        [
            (x, y, t) => (x + t, y), (x, y, t) => (x, y + t), (x, y, t) => (x * (1 + t), y * (1 + t)),
            (x, y, t) => (x + t * y, y - t * x), (x, y, t) => (x * (1 + t), y * (1 - t)),
            (x, y, t) => (x + t * y, y + t * x),
        ];
        var raw = new float[TangentVectors.Count * Side * Side];
        TangentVectors.Raw(Blob((x, y) => (x, y)), Side, Side, raw);
        for (var v = 0; v < changes.Length; v++)
        {
            const double Step = 1e-2;
            float[] up = Blob((x, y) => changes[v](x, y, Step)), down = Blob((x, y) => changes[v](x, y, -Step));
            var slope = up.Zip(down, (a, b) => (a - b) / (2 * Step)).ToArray();
            // Inside only: the blob hangs over the edge. A difference of neighbours is off by a sixth of the third
            // derivative.
            for (var p = 0; p < Side * Side; p++)
                if (p % Side is > 0 and < Side - 1 && p / Side is > 0 and < Side - 1)
                    Assert.Equal(slope[p], raw[v * Side * Side + p], 0.06);
            Assert.True(slope.Max(Math.Abs) > 0.1);
        }
    }

    [Fact]
    public void The_bases_are_orthonormal_and_an_empty_image_has_none()
    {
        var images = Digits(6);
        var basis = new float[TangentVectors.Count * Side * Side];
        for (var i = 0; i < images.Count; i++)
        {
            TangentVectors.Basis(TangentVectors.Smooth(images.Image(i), Side, Side, 0.7), Side, Side, basis);
            for (var a = 0; a < TangentVectors.Count; a++)
                for (var b = 0; b < TangentVectors.Count; b++)
                    Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0,
                        Side * Side).Sum(p => (double)basis[a * Side * Side + p] * basis[b * Side * Side + p]), 1e-4);
        }

        TangentVectors.Basis(new float[Side * Side], Side, Side, basis);
        Assert.All(basis, b => Assert.Equal(0, b));
    }

    [Fact]
    public void The_distance_is_the_smallest_that_descent_over_both_planes_finds()
    {
        var images = Digits(8);
        for (var i = 0; i < 4; i++)
        {
            TangentPlane a = TangentPlane.Of(images, i, 0.7), b = TangentPlane.Of(images, i + 4, 0.7);
            var distance = a.DistanceTo(b);
            Assert.Equal(Smallest(images, i, i + 4), distance, 1e-2 * distance);
            Assert.Equal(distance, b.DistanceTo(a), 1e-2 * distance);
            Assert.Equal(0, a.DistanceTo(a), 1e-6);
        }
    }

    [Fact]
    public void A_shifted_digit_is_nearer_to_itself_than_by_euclid_and_digits_are_read()
    {
        var train = AreaReduction.Apply(
            InkBox.Crop(BuiltInDigits.Generate(400, seed: 1, TestContext.Current.CancellationToken)));
        var test = AreaReduction.Apply(
            InkBox.Crop(BuiltInDigits.Generate(100, seed: 2, TestContext.Current.CancellationToken)));
        var tangent = TangentDistanceClassifier.Train(train, new TangentOptions { Candidates = 40 },
            TestContext.Current.CancellationToken);
        var euclid = NearestNeighbours.Train(train, 1, TestContext.Current.CancellationToken);
        Assert.True(tangent.Read(test, TestContext.Current.CancellationToken).Accuracy
            > euclid.Read(test, TestContext.Current.CancellationToken).Accuracy);
        Assert.Equal(1, tangent.Read(train.Take(50), TestContext.Current.CancellationToken).Accuracy);
        Assert.Throws<ArgumentException>(
            () => TangentDistanceClassifier.Train(train.Take(2), new TangentOptions { Neighbours = 3 },
                TestContext.Current.CancellationToken));
    }

    /// <summary>Block coordinate descent: alternately the nearest point of one plane to the other's.</summary>
    private static double Smallest(ImageSet images, int first, int second)
    {
        float[] one = TangentVectors.Smooth(images.Image(first), Side, Side, 0.7),
            two = TangentVectors.Smooth(images.Image(second), Side, Side, 0.7);
        float[] basisOne = new float[7 * Side * Side], basisTwo = new float[7 * Side * Side];
        TangentVectors.Basis(one, Side, Side, basisOne);
        TangentVectors.Basis(two, Side, Side, basisTwo);
        double[] from = [.. one], to = [.. two];
        for (var round = 0; round < 3_000; round++)
        {
            from = Nearest(one, basisOne, to);
            to = Nearest(two, basisTwo, from);
        }

        return from.Zip(to, (p, q) => (p - q) * (p - q)).Sum();
    }

    private static double[] Nearest(float[] origin, float[] basis, double[] point)
    {
        double[] result = [.. origin];
        for (var v = 0; v < 7; v++)
        {
            double along = 0;
            for (var p = 0; p < origin.Length; p++) along += (point[p] - origin[p]) * basis[v * origin.Length + p];
            for (var p = 0; p < origin.Length; p++) result[p] += along * basis[v * origin.Length + p];
        }

        return result;
    }

    private static float[] Blob(Func<double, double, (double X, double Y)> change)
    {
        var image = new float[Side * Side];
        for (var p = 0; p < image.Length; p++)
        {
            var (x, y) = change(p % Side - (Side - 1) / 2.0, p / Side - (Side - 1) / 2.0);
            image[p] = (float)Math.Exp(-(x * x + 0.5 * (y - 0.5) * (y - 0.5)) / 10);
        }

        return image;
    }

    private static ImageSet Digits(int count) =>
        AreaReduction.Apply(
            InkBox.Crop(BuiltInDigits.Generate(count, seed: 9, TestContext.Current.CancellationToken)), Side);
}
