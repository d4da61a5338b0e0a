using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace LeNetLab.Tests.Files;

public class FilePiecesTests
{
    private const int Large = 17_000_003;   // four pieces where there are the cores, none of a round size

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(70_000, 16)]
    [InlineData(9_000_001, 16)]
    [InlineData(Large, 0)]
    [InlineData(Large, 12_345)]
    public void Every_byte_comes_to_its_place(int length, int offset)
    {
        using var folder = new TemporaryFolder();
        var (path, content) = Random(folder, length + offset);
        using var file = File.OpenHandle(path);
        var target = new byte[length];
        Assert.Equal(length, FilePieces.Read(file, offset, target));
        Assert.True(target.AsSpan().SequenceEqual(content.AsSpan(offset)));
    }

    /// <summary>However much is missing, the count stops at the first missing byte, and all before arrived.</summary>
    [Property(MaxTest = 30)]
    public Property A_file_that_ends_early_gives_what_it_has() =>
        Prop.ForAll(Gen.Choose(0, Large - 1).ToArbitrary(), there =>
        {
            using var folder = new TemporaryFolder();
            var (path, content) = Random(folder, there);
            using var file = File.OpenHandle(path);
            var target = new byte[Large];
            var got = FilePieces.Read(file, 0, target);
            return got == there && target.AsSpan(0, got).SequenceEqual(content);
        });

    /// <summary>Another process truncates the file at any moment: the array is whole, or an error says why.</summary>
    [Fact]
    public void A_file_that_is_cut_while_it_is_read_harms_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let a file that is read be cut.");
        using var folder = new TemporaryFolder();
        var path = folder.File("images");
        var content = PlainIdx.Images(Large / 784, 28, 28, seed: 3);
        var refused = 0;
        for (var round = 0; round < 12; round++)
        {
            File.WriteAllBytes(path, content);
            using var cutter = Process.Start("truncate", ["-s", "5000000", path]);
            try
            {
                // Until it has been cut: each reading is sound or refused.
                for (var until = Stopwatch.StartNew(); until.Elapsed < TimeSpan.FromSeconds(20);)
                    Assert.True(IdxFile.Read(path).Bytes.AsSpan().SequenceEqual(content.AsSpan(16)));
            }
            catch (IdxFormatException e)
            {
                refused++;
                Assert.Contains("bytes for UInt8 21683 × 28 × 28", e.Message, StringComparison.Ordinal);
            }
            cutter.WaitForExit();
        }

        Assert.Equal(12, refused);
    }

    /// <summary>
    /// Who cuts a file within its last page leaves zeros there for a moment: they are not taken for the file's bytes.
    /// </summary>
    [Theory]
    [InlineData("idx")]
    [InlineData("safetensors")]
    public async Task The_zeros_of_a_page_that_is_being_cut_are_no_content(string format)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let a file that is read be cut.");
        using var folder = new TemporaryFolder();
        var path = folder.File("file");
        var bytes = new byte[2_000_000];
        bytes.AsSpan().Fill(0xA5);
        var weights = new SafeTensorsFile();
        weights.Tensors["a"] = new SafeTensor("U8", [bytes.Length], bytes);
        var random = new Random(4);
        for (var round = 0; round < 150; round++)
        {
            if (format == "idx")
                IdxFile.Write(path, new IdxArray(IdxElementType.UInt8, [bytes.Length], bytes));
            else
                weights.Write(path);
            var wait = TimeSpan.FromMicroseconds(random.Next(3000));
            var length = new FileInfo(path).Length - 1 - random.Next(4000);
            var cutter = Task.Run(async () =>
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                for (var since = Stopwatch.StartNew(); since.Elapsed < wait;) Thread.SpinWait(10);
                file.SetLength(length);
            }, TestContext.Current.CancellationToken);
            Assert.ThrowsAny<IOException>(() =>
            {
                for (var until = Stopwatch.StartNew(); until.Elapsed < TimeSpan.FromSeconds(20);)
                    Assert.False(Read(path).Contains((byte)0));
            });
            await cutter;
        }

        ReadOnlySpan<byte> Read(string file) => format == "idx"
            ? IdxFile.Read(file).Bytes : SafeTensorsFile.Read(file).Tensors["a"].Data.Span;
    }

    private static (string Path, byte[] Content) Random(TemporaryFolder folder, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var path = folder.File("bytes");
        File.WriteAllBytes(path, content);
        return (path, content);
    }
}
