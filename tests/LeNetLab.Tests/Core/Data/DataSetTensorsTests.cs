using System.IO.Compression;
using LeNetLab.Benchmarks.Tensors;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public sealed class DataSetTensorsTests : IDisposable
{
    // More than one piece of a file that is read with somebody looking on.
    private static readonly SmallDataSet Data = new(train: 1_500, test: 700);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void They_are_those_of_the_images(bool gzip, bool test, bool transposed)
    {
        Data.WriteTo(_folder.Path, name => name, gzip);
        var set = Data.Set with { Transposed = transposed };
        var sets = DataFolder.Load(_folder.Path, set, Token);
        var half = test ? sets.Test : sets.Train;
        using var tensors = TensorLoading.Load(_folder.Path, set, test, Normalization.LeCun1998, padding: 1, Token);
        Assert.True(tensors.IsVerified);
        using var images = half.ToTensor(Normalization.LeCun1998, padding: 1);
        using var labels = half.LabelTensor();
        Assert.Equal(images.shape, tensors.Images.shape);
        Assert.True(images.data<float>().ToArray().AsSpan().SequenceEqual(tensors.Images.data<float>().ToArray()));
        Assert.Equal(labels.data<long>().ToArray(), tensors.Labels.data<long>().ToArray());
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte")]
    [InlineData("train-labels-idx1-ubyte")]
    public void A_damaged_file_is_refused_and_leaves_no_tensor(string name)
    {
        Data.WriteTo(_folder.Path, file => file, gzip: true);
        var path = _folder.File(name);
        var content = File.ReadAllBytes(path);
        // The checksum, which shows only when all images have arrived.
        content[^6] ^= 1;
        File.WriteAllBytes(path, content);
        LeNetLab.Native.NativeTorch.Load();
        var before = LiveTensors.Settled();
        Assert.Throws<IdxFormatException>(() => TensorLoading.Load(_folder.Path, Data.Set, cancellationToken: Token));
        Assert.Equal(before, LiveTensors.Now);
        Assert.Throws<IdxFormatException>(() => DataFolder.Load(_folder.Path, Data.Set, Token));
    }

    [Fact]
    public void A_file_that_was_packed_anew_is_genuine_and_one_of_other_images_is_not()
    {
        Data.WriteTo(_folder.Path, name => name, gzip: true);
        using (var stream = File.Create(_folder.File("train-images-idx3-ubyte")))
        using (var packer = new GZipStream(stream, CompressionLevel.NoCompression))
            packer.Write(Data.Raw(DataFileRole.TrainImages));
        Assert.True(DataFolder.Load(_folder.Path, Data.Set, Token).IsVerified);

        var other = Data.Raw(DataFileRole.TrainImages).ToArray();
        other[^1] ^= 1;
        foreach (var content in (byte[][])[other, PlainIdx.Gzip(other)])
        {
            File.WriteAllBytes(_folder.File("train-images-idx3-ubyte"), content);
            Assert.False(DataFolder.Load(_folder.Path, Data.Set, Token).IsVerified);
            using var tensors = TensorLoading.Load(_folder.Path, Data.Set, cancellationToken: Token);
            Assert.False(tensors.IsVerified);
        }
    }

    [Fact]
    public void Of_two_faults_the_training_halfs_is_reported()
    {
        Data.WriteTo(_folder.Path, name => name);
        File.WriteAllBytes(_folder.File("t10k-images-idx3-ubyte"), [1]);
        File.WriteAllBytes(_folder.File("train-labels-idx1-ubyte"), [2]);
        Assert.Contains("train-labels", Assert.Throws<IdxFormatException>(
            () => DataFolder.Load(_folder.Path, Data.Set, Token)).Message, StringComparison.Ordinal);
    }
}
