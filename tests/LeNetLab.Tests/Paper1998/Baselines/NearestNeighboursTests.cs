using LeNetLab.Data;
using LeNetLab.Paper1998.Baselines;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

/// <summary>Neighbours against a plain loop over all pairs in whole numbers.</summary>
[Collection(TorchCollection.Name)]
public sealed class NearestNeighboursTests
{
    [Theory]
    [InlineData(1, 120, 5, 256)]
    [InlineData(3, 120, 5, 256)]
    [InlineData(5, 2_300, 3, 2)]     // pixels 0 or 1: hardly anything but ties, over the edge of a block
    [InlineData(3, 60, 28, 256)]
    [InlineData(3, 3, 4, 256)]
    public void The_neighbours_and_the_answer_are_those_of_the_definition(int k, int count, int side, int levels)
    {
        var (train, queries) = (Noise(count, side, levels, seed: k), Noise(50, side, levels, seed: 99));
        var classifier = NearestNeighbours.Train(train, k, TestContext.Current.CancellationToken);
        var found = classifier.Find(queries, TestContext.Current.CancellationToken);
        var read = classifier.Read(queries, TestContext.Current.CancellationToken);
        for (var i = 0; i < queries.Count; i++)
        {
            var nearest = Nearest(train, queries.Image(i).ToArray(), k, leftOut: -1);
            Assert.Equal(nearest, found[(i * k)..((i + 1) * k)]);
            Assert.Equal(Answer(train, nearest), read.Predicted(i));
        }
    }

    [Fact]
    public void An_image_can_be_read_by_all_others()
    {
        var train = Noise(90, 4, 256, seed: 5);
        var read = NearestNeighbours.Train(train, 3, TestContext.Current.CancellationToken).ReadLeavingOut(40,
            TestContext.Current.CancellationToken);
        Assert.Equal(40, read.Count);
        for (var i = 0; i < 40; i++)
            Assert.Equal(Answer(train, Nearest(train, train.Image(i).ToArray(), 3, i)), read.Predicted(i));
    }

    [Fact]
    public void Bright_images_that_single_precision_cannot_tell_apart_are_told_apart()
    {
        // |x|² is about 51 million, where float steps by 4; the distances are 1, 2, 3, … and fall with the index.
        var pixels = Enumerable.Repeat((byte)254, 40 * 784).ToArray();
        for (var i = 0; i < 40; i++)
            for (var p = 0; p < 40 - i; p++) pixels[i * 784 + p] = 255;
        var train = new ImageSet(pixels, [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 10))]);
        var query = new ImageSet(Enumerable.Repeat((byte)254, 784).ToArray(), [0]);
        Assert.Equal([39, 38, 37, 36, 35], NearestNeighbours.Train(train, 5,
            TestContext.Current.CancellationToken).Find(query, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Fewer_images_than_neighbours_are_refused()
    {
        Assert.Throws<ArgumentException>(
            () => NearestNeighbours.Train(Noise(2, 3, 9, 1), 3, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(
            () => NearestNeighbours.Train(Noise(3, 3, 9, 1), 3, TestContext.Current.CancellationToken).ReadLeavingOut(1,
                TestContext.Current.CancellationToken));
    }

    private static int[] Nearest(ImageSet train, byte[] image, int k, int leftOut) =>
        [.. Enumerable.Range(0, train.Count).Where(i => i != leftOut)
            .OrderBy(i => train.Image(i).ToArray().Zip(image, (a, b) => (a - b) * (a - b)).Sum())
            .ThenBy(i => i).Take(k)];

    /// <summary>Most votes; among equals the class that comes first in the list of neighbours.</summary>
    private static int Answer(ImageSet train, int[] nearest)
    {
        int[] labels = [.. nearest.Select(i => train.Label(i))];
        return labels.MaxBy(label => labels.Count(l => l == label));
    }

    private static ImageSet Noise(int count, int side, int levels, int seed)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[count * side * side], labels = new byte[count];
        for (var p = 0; p < pixels.Length; p++) pixels[p] = (byte)random.Next(levels);
        for (var i = 0; i < count; i++) labels[i] = (byte)random.Next(4);
        return new ImageSet(pixels, labels, side, side);
    }
}
