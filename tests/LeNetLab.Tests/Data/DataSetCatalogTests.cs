using LeNetLab.Data;
using Xunit;

namespace LeNetLab.Tests.Data;

public class DataSetCatalogTests
{
    [Fact]
    public void Every_entry_is_complete()
    {
        Assert.Contains(DataSetCatalog.Mnist, DataSetCatalog.All);
        Assert.Distinct(DataSetCatalog.All.Select(set => set.Folder));
        Assert.All(DataSetCatalog.All, set =>
        {
            Assert.Equal(Enum.GetValues<DataFileRole>(), set.Files.Select(file => file.Role));
            Assert.All(set.Files, file =>
            {
                Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.Matches("^[0-9a-f]{64}$", file.PackedSha256);
                Assert.True(file.PackedLength > 0);
            });
            Assert.Distinct(set.Files.SelectMany(file => (string[])[file.Sha256, file.PackedSha256]));
            // An address without the last slash would lose its last part.
            Assert.All(set.Mirrors, mirror => Assert.EndsWith("/", mirror.AbsoluteUri, StringComparison.Ordinal));
            Assert.All(set.Mirrors, mirror => Assert.Equal("https", mirror.Scheme));
        });
    }

    [Fact]
    public void Mnist_is_asked_for_where_it_lives_today()
    {
        Assert.Equal(
            ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
            DataSetCatalog.Mnist.Mirrors.Select(mirror => mirror.AbsoluteUri));
        Assert.Equal([60_000, 60_000, 10_000, 10_000], DataSetCatalog.Mnist.Files.Select(file => file.Count));
        Assert.Equal([9_912_422, 28_881, 1_648_877, 4_542], DataSetCatalog.Mnist.Files.Select(file => file.PackedLength));
    }
}
