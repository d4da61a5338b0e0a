using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LeNetLab.Data;
using Xunit;

namespace LeNetLab.Tests.Files;

public class IdxMapTests
{
    [Property(MaxTest = 60)]
    public Property A_mapped_file_is_what_a_read_one_is() => Prop.ForAll(
        Gen.Choose(0, 9).ListOf(3).Zip(Gen.Elements<byte>(8, 9)).ToArbitrary(), drawn =>
        {
            var (sizes, type) = drawn;
            var data = new byte[sizes.Aggregate(1, (product, size) => product * size)];
            new Random(data.Length).NextBytes(data);
            using var folder = new TemporaryFolder();
            var path = Save(folder, PlainIdx.Write(type, [.. sizes.Select(s => (uint)s)], data));
            var read = IdxFile.Read(path);
            using var map = IdxMap.Open(path);
            return map.ElementType == read.ElementType && map.Dimensions.SequenceEqual(read.Dimensions)
                && map.Bytes.Span.SequenceEqual(read.Bytes) && map.Bytes.Span.SequenceEqual(data)
                && $"{map}" == $"{read}";
        });

    [Fact]
    public void Images_on_a_map_are_images_in_memory()
    {
        using var folder = new TemporaryFolder();
        var labels = new byte[50];
        var path = Save(folder, PlainIdx.Images(50, 28, 28, seed: 4));
        using var map = IdxMap.Open(path);
        var (mapped, read) = (new ImageSet(map.Bytes, labels), new ImageSet(IdxFile.Read(path).Bytes, labels));
        for (var i = 0; i < 50; i++) Assert.True(mapped.Image(i).SequenceEqual(read.Image(i)));
        Assert.Equal(read.PixelStatistics(), mapped.PixelStatistics());
        Assert.Equal(read.Take(7).Pixels.ToArray(), mapped.Take(7).Pixels.ToArray());
        Assert.Equal(read.Subset([3, 1]).Pixels.ToArray(), mapped.Subset([3, 1]).Pixels.ToArray());
        LeNetLab.Native.NativeTorch.Load();
        using var scope = TorchSharp.torch.NewDisposeScope();
        Assert.Equal(read.ToTensor().data<float>().ToArray(), mapped.ToTensor().data<float>().ToArray());
        Assert.Equal(read.PixelTensor().data<byte>().ToArray(), mapped.PixelTensor().data<byte>().ToArray());
        Assert.Equal(read.Take(7).PixelTensor().data<byte>().ToArray(),
            mapped.Take(7).PixelTensor().data<byte>().ToArray());
    }

    [Fact]
    public void A_map_that_nobody_holds_any_more_stays_for_the_spans_that_do()
    {
        using var folder = new TemporaryFolder();
        var file = PlainIdx.Images(2000, 28, 28, seed: 5);
        var path = Save(folder, file);
        var span = Unowned(path);
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(span.SequenceEqual(file.AsSpan(16)));

        static ReadOnlySpan<byte> Unowned(string path) => IdxMap.Open(path).Bytes.Span;
    }

    [Fact]
    public void After_disposal_the_file_is_free_and_the_bytes_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Save(folder, PlainIdx.Images(100, 28, 28, seed: 6));
        var map = IdxMap.Open(path);
        var bytes = map.Bytes;
        Assert.Equal(OperatingSystem.IsLinux(), IsMapped(path));
        map.Dispose();
        map.Dispose();
        Assert.False(IsMapped(path));
        Assert.Throws<ObjectDisposedException>(() => map.Bytes);
        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
        File.Delete(path);
    }

    [Fact]
    public void A_file_that_is_replaced_while_it_is_mapped_stays_what_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let a mapped file be replaced.");
        using var folder = new TemporaryFolder();
        var before = PlainIdx.Images(100, 28, 28, seed: 7);
        var path = Save(folder, before);
        using var map = IdxMap.Open(path);
        IdxFile.Write(path, new IdxArray(IdxElementType.UInt8, [1], [1]));
        Assert.True(map.Bytes.Span.SequenceEqual(before.AsSpan(16)));
    }

    [Fact]
    public void What_cannot_be_mapped_is_refused_in_one_line_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var images = PlainIdx.Images(3, 4, 5, seed: 8);
        Refused(images[..^1], "76 bytes for UInt8 3 × 4 × 5, found 75");
        Refused([.. images, 0], "76 bytes for UInt8 3 × 4 × 5, found 77");
        Refused(PlainIdx.Gzip(images), "found gzip data, which has to be read");
        Refused(PlainIdx.Write(13, [2], new byte[8]), "elements of one byte, to map them, found Float32 2");
        Refused([], "no bytes at all");
        Refused([0, 0, 8, 3, 0, 0], "16 bytes of header");
        Refused(PlainIdx.Write(8, [4_000_000_000], []), "dimension 1");
        Refused(PlainIdx.Write(8, [2_000_000_000], []), "at most");
        Assert.Contains("a folder", Assert.Throws<IdxFormatException>(() => IdxMap.Open(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => IdxMap.Open(folder.File("nowhere")));
        Assert.Throws<IdxFormatException>(() => IdxMap.Open(Save(folder, images), maxBytes: 59));

        void Refused(byte[] content, string why)
        {
            var path = Save(folder, content);
            var message = Assert.Throws<IdxFormatException>(() => IdxMap.Open(path)).Message;
            Assert.Contains(why, message, StringComparison.Ordinal);
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            File.WriteAllBytes(path, [1]);   // it is not held
        }
    }

    private static bool IsMapped(string path) =>
        OperatingSystem.IsLinux() && File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);

    private static string Save(TemporaryFolder folder, byte[] content)
    {
        var path = folder.File("array");
        File.WriteAllBytes(path, content);
        return path;
    }
}
