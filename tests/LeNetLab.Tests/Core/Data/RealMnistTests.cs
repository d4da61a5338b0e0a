using System.Security.Cryptography;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public class RealMnistTests
{
    [Fact]
    public void The_catalogue_describes_the_real_files()
    {
        var folder = RealMnist.Require();
        foreach (var file in DataSetCatalog.Mnist.Files)
        {
            var packed = File.ReadAllBytes(Path.Combine(folder, file.PackedName));
            Assert.Equal(file.PackedLength, packed.Length);
            Assert.Equal(file.PackedSha256, Convert.ToHexStringLower(SHA256.HashData(packed)));
            using var raw = new MemoryStream();
            var array = IdxFile.Read(packed, file.Name);
            IdxFile.Write(raw, array);
            Assert.Equal(
                file.Sha256, Convert.ToHexStringLower(SHA256.HashData(raw.GetBuffer().AsSpan(0, (int)raw.Length))));
            Assert.Equal(file.Count, array.Dimensions[0]);
        }
    }

    [Fact]
    public void The_images_are_those_that_everybody_knows()
    {
        var sets = DataFolder.Load(RealMnist.Require(), DataSetCatalog.Mnist, TestContext.Current.CancellationToken);
        Assert.True(sets.IsVerified);
        Assert.Equal(60_000, sets.Train.Count);
        Assert.Equal(10_000, sets.Test.Count);
        Assert.Equal("MNIST training", sets.Train.Name);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], sets.Train.Labels[..10].ToArray());
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], sets.Test.Labels[..10].ToArray());
        // Published counts of each digit in the training set.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], sets.Train.CountPerClass());
        var (mean, deviation) = sets.Train.PixelStatistics();
        Assert.Equal(0.1307, mean, 4);
        Assert.Equal(0.3081, deviation, 4);
    }
}
