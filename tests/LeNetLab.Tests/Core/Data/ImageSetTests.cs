using System.IO.Compression;
using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

[Collection(TorchCollection.Name)]
public class ImageSetTests
{
    [Property(MaxTest = 200)]
    public void A_split_is_complete_disjoint_and_fair(int seed)
    {
        var set = Numbered(seed, out var random);
        var count = random.Next(set.Count + 1);
        var (first, second) = set.Split(count, seed);

        Assert.Equal(count, second.Count);
        Assert.Equal(set.Count - count, first.Count);
        // Each image carries its own number, so that the two sides together must be the set, in its order on each side.
        int[] a = Numbers(first), b = Numbers(second);
        Assert.Equal(Enumerable.Range(0, set.Count), a.Concat(b).Order());
        Assert.Equal(a.Order(), a);
        Assert.Equal(b.Order(), b);
        Assert.All(a.Select((n, i) => (n, first.Label(i))).Concat(b.Select((n, i) => (n, second.Label(i)))),
            x => Assert.Equal(set.Label(x.n), x.Item2));
        var all = set.CountPerClass();
        Assert.All(second.CountPerClass().Select((n, c) => n - (double)count * all[c] / Math.Max(1, set.Count)),
            off => Assert.InRange(off, -1, 1));
        // A class whose share is a whole number gets exactly that.
        Assert.All(second.CountPerClass().Select((n, c) => (n, c)).Where(
            x => set.Count > 0 && (long)count * all[x.c] % set.Count == 0),
            x => Assert.Equal((long)count * all[x.c] / set.Count, x.n));
    }

    [Property(MaxTest = 30)]
    public bool Equal_seeds_split_equally(int seed)
    {
        var set = Numbered(seed, out _);
        return Numbers(
            set.Split(set.Count / 2, seed).Second).SequenceEqual(Numbers(set.Split(set.Count / 2, seed).Second));
    }

    [Fact]
    public void Another_seed_splits_otherwise()
    {
        var set = new ImageSet([.. Enumerable.Range(0, 100).SelectMany(i => new[] { (byte)i, (byte)0 })],
            new byte[100], 1, 2);
        Assert.NotEqual(Numbers(set.Split(50, 1).Second), Numbers(set.Split(50, 2).Second));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_split_of_more_than_there_is_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet([1, 2, 3], [0, 1, 2], 1, 1).Split(count, 0));

    [Property(MaxTest = 60)]
    public void The_tensor_is_what_the_definition_says(int seed, byte padding)
    {
        var random = new System.Random(seed);
        int height = random.Next(1, 6), width = random.Next(1, 6), count = random.Next(1, 5), margin = padding % 4;
        byte[] pixels = new byte[count * height * width];
        random.NextBytes(pixels);
        var set = new ImageSet(pixels, new byte[count], height, width);
        var normalization = new Normalization(random.NextDouble(), 0.1 + random.NextDouble());
        using var tensor = set.ToTensor(normalization, margin);
        long[] shape = [count, 1, height + 2 * margin, width + 2 * margin];
        Assert.Equal(shape, tensor.shape);
        var numbers = tensor.data<float>().ToArray();
        for (var at = 0; at < numbers.Length; at++)
        {
            int x = at % (int)shape[3] - margin, y = at / (int)shape[3] % (int)shape[2] - margin,
                image = at / (int)(shape[2] * shape[3]);
            var inside = x >= 0 && x < width && y >= 0 && y < height;
            double value = inside ? pixels[(image * height + y) * width + x] : 0;
            Assert.Equal((float)((value / 255 - normalization.Mean) / normalization.StandardDeviation), numbers[at]);
        }
    }

    [Fact]
    public void Many_images_become_the_numbers_that_one_at_a_time_becomes()
    {
        var set = BuiltInDigits.Generate(6_000, seed: 5, TestContext.Current.CancellationToken);
        foreach (var normalization in (Normalization[])[Normalization.Mnist, Normalization.LeCun1998,
            Normalization.ZeroToOne])
        {
            using var all = set.ToTensor(7, 5_990, normalization);
            var numbers = all.data<float>().ToArray();
            for (var i = 0; i < 5_990; i += 599)
            {
                using var one = set.ToTensor(7 + i, 1, normalization);
                Assert.Equal(one.data<float>().ToArray(), numbers.AsSpan(i * 1024, 1024).ToArray());
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => set.ToTensor(11, 5_990));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.ToTensor(-1, 5));
    }

    [Fact]
    public void The_margin_is_background_and_not_zero()
    {
        using var tensor = new ImageSet(new byte[784], [0]).ToTensor();
        Assert.Equal([1, 1, 32, 32], tensor.shape);
        Assert.All(tensor.data<float>().ToArray(), x => Assert.Equal(-0.4242f, x, 1e-4f));
    }

    [Fact]
    public void Labels_and_a_part_of_the_images_come_as_tensors_and_the_caller_owns_them()
    {
        var set = new ImageSet([1, 2, 3, 4], [3, 1, 4, 1], 1, 1);
        LeNetLab.Native.NativeTorch.Load();
        var before = LiveTensors.Settled();
        using (var labels = set.LabelTensor()) Assert.Equal([3L, 1, 4, 1], labels.data<long>().ToArray());
        using (var part = set.ToTensor(1, 2, Normalization.ZeroToOne, 0))
        {
            Assert.Equal(before + 1, LiveTensors.Now);
            Assert.Equal([2 / 255f, 3 / 255f], part.data<float>().ToArray());
        }

        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void The_tensor_of_pixels_outlives_the_set_that_nobody_else_holds()
    {
        LeNetLab.Native.NativeTorch.Load();
        var before = LiveTensors.Settled();
        using (var pixels = Pixels())
        {
            Assert.Equal(before + 1, LiveTensors.Settled());
            Assert.Equal([50, 1, 28, 28], pixels.shape);
            Assert.Equal(BuiltInDigits.Generate(50, 3, TestContext.Current.CancellationToken).Pixels.ToArray(),
                pixels.data<byte>().ToArray());
        }

        Assert.Equal(before, LiveTensors.Now);
        using var none = new ImageSet([], []).PixelTensor();
        Assert.Equal([0, 1, 28, 28], none.shape);

        static TorchSharp.torch.Tensor Pixels() =>
            BuiltInDigits.Generate(50, 3, TestContext.Current.CancellationToken).PixelTensor();
    }

    [Fact]
    public void A_subset_takes_the_images_asked_for_in_that_order()
    {
        var set = new ImageSet([1, 2, 3, 4, 5, 6], [7, 8, 9], 1, 2, "three");
        var subset = set.Subset([2, 0, 2]);
        Assert.Equal([5, 6, 1, 2, 5, 6], subset.Pixels.ToArray());
        Assert.Equal([9, 7, 9], subset.Labels.ToArray());
        Assert.Equal("three", subset.Name);
        Assert.Equal([1, 2, 3, 4], set.Take(2).Pixels.ToArray());
        Assert.Equal(3, set.Take(10).Count);
        Assert.Equal(0, set.Take(0).Count);
        Assert.ThrowsAny<ArgumentException>(() => set.Subset([3]));
        Assert.Equal([1], set.IndicesOf(8));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1, 1], set.CountPerClass());
    }

    [Fact]
    public void Statistics_of_pixels_that_are_known()
    {
        Assert.Equal((0.5, 0.5), new ImageSet([0, 255, 255, 0], [0], 2, 2).PixelStatistics());
        var (mean, deviation) = new ImageSet([51, 102, 204], [0, 0, 0], 1, 1).PixelStatistics();
        Assert.Equal(1.4 / 3, mean, 1e-12);
        Assert.Equal(Math.Sqrt((0.04 + 0.16 + 0.64) / 3 - 1.4 * 1.4 / 9), deviation, 1e-12);
    }

    [Fact]
    public void Images_of_one_shade_have_no_deviation()
    {
        for (var shade = 0; shade < 256; shade++)
        {
            var pixels = new byte[777];
            Array.Fill(pixels, (byte)shade);
            var (mean, deviation) = new ImageSet(pixels, new byte[777], 1, 1).PixelStatistics();
            Assert.Equal(shade / 255.0, mean, 1e-12);
            Assert.Equal(0, deviation, 1e-12);
        }
    }

    [Fact]
    public void Arrays_that_do_not_fit_together_are_refused()
    {
        Assert.Contains("need 1568 pixels; there are 784", Assert.Throws<ArgumentException>(
            () => new ImageSet(new byte[784], new byte[2])).Message, StringComparison.Ordinal);
        Assert.Contains("Label 10 of image 1", Assert.Throws<ArgumentException>(
            () => new ImageSet(new byte[3], [9, 10, 0], 1, 1)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => new ImageSet([], [], 0, 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(257)]
    public void A_number_of_classes_that_labels_cannot_have_is_refused(int classes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet([1], [0], 1, 1, classes: classes));

    [Fact]
    public void Every_byte_can_be_a_label() => Assert.Equal(255, new ImageSet([1], [255], 1, 1, classes: 256).Label(0));

    [Fact]
    public void The_figures_of_the_real_training_set()
    {
        // The stored constants of the normalisation come from these 60,000 images.
        using var stream = File.OpenRead(Path.Combine(RealMnist.Require(), "train-images-idx3-ubyte.gz"));
        using var plain = new GZipStream(stream, CompressionMode.Decompress);
        plain.ReadExactly(new byte[16]);
        var pixels = new byte[60_000 * 784];
        plain.ReadExactly(pixels);
        var (mean, deviation) = new ImageSet(pixels, new byte[60_000]).PixelStatistics();
        Assert.Equal(Normalization.Mnist.Mean, mean, 5e-5);
        Assert.Equal(Normalization.Mnist.StandardDeviation, deviation, 5e-5);
    }

    private static ImageSet Numbered(int seed, out System.Random random)
    {
        random = new System.Random(seed);
        var chooser = random;
        int classes = random.Next(1, 8), count = random.Next(0, 300);
        byte[] labels =
            [.. Enumerable.Range(0, count).Select(_ => (byte)Math.Min(chooser.Next(classes), chooser.Next(classes)))];
        return new ImageSet([.. Enumerable.Range(0, count).SelectMany(i => new[] { (byte)i, (byte)(i >> 8) })], labels,
            1, 2, "numbered", classes);
    }

    private static int[] Numbers(ImageSet set) =>
        [.. Enumerable.Range(0, set.Count).Select(i => set.Image(i)[0] | set.Image(i)[1] << 8)];
}
