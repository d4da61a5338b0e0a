using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

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
                if (file.Sha256 is not null) Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.Matches("^[0-9a-f]{64}$", file.PackedSha256);
                Assert.True(file.PackedLength > 0);
            });
            Assert.Distinct(set.Files.SelectMany(file => (string?[])[file.Sha256, file.PackedSha256])
                .Where(digest => digest is not null));
            Assert.Equal(set.Classes, set.ClassNames.Count);
            Assert.Distinct(set.ClassNames);
            Assert.Same(set, DataSetCatalog.Find(set.Folder.ToUpperInvariant()));
            // Either each file is served or an archive with all of them.
            Assert.Equal(set.Archive is null, set.Mirrors.Count > 0);
            // An address without the last slash would lose its last part.
            var mirrors = set.Archive?.Mirrors ?? set.Mirrors;
            Assert.All(mirrors, mirror => Assert.EndsWith("/", mirror.AbsoluteUri, StringComparison.Ordinal));
            // What is served without TLS can still not be forged: no file is believed without its SHA-256.
            Assert.All(mirrors, mirror => Assert.Contains(mirror.Scheme, (string[])["https", "http"]));
        });
        Assert.Distinct(DataSetCatalog.All.SelectMany(set => set.Files).Select(file => file.PackedSha256));
        Assert.Null(DataSetCatalog.Find("no-such-set"));
    }

    [Fact]
    public void Mnist_is_asked_for_where_it_lives_today()
    {
        Assert.Equal(
            ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
            DataSetCatalog.Mnist.Mirrors.Select(mirror => mirror.AbsoluteUri));
        Assert.Equal([60_000, 60_000, 10_000, 10_000], DataSetCatalog.Mnist.Files.Select(file => file.Count));
        Assert.Equal(
            [9_912_422, 28_881, 1_648_877, 4_542], DataSetCatalog.Mnist.Files.Select(file => file.PackedLength));
    }

    [Fact]
    public void Classes_that_have_names_are_called_by_them()
    {
        Assert.Equal(("T-shirt/top", "Ankle boot"),
            (DataSetCatalog.FashionMnist.ClassNames[0], DataSetCatalog.FashionMnist.ClassNames[9]));
        Assert.Equal(("o", "wo"), (DataSetCatalog.Kmnist.ClassNames[0], DataSetCatalog.Kmnist.ClassNames[9]));
        Assert.Equal(("0", "9"), (DataSetCatalog.Mnist.ClassNames[0], DataSetCatalog.Mnist.ClassNames[9]));
    }
}
