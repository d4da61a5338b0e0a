using System.IO.Compression;
using Xunit;

namespace LeNetLab.Tests.Files;

public class IdxFaultTests
{
    private static readonly byte[] Good = PlainIdx.Images(3, 4, 5, seed: 1);

    public static TheoryData<string, byte[], string, string> Faults => new()
    {
        { "empty", [], "IDX file", "no bytes at all" },
        { "one byte", [0], "IDX file", "the bytes 00" },
        { "three bytes", [0, 0, 8], "IDX file", "000008" },
        { "first byte not zero", [1, 0, 8, 1, 0, 0, 0, 0], "IDX file", "01000801" },
        { "second byte not zero", [0, 1, 8, 1, 0, 0, 0, 0], "IDX file", "00010801" },
        { "unknown type", [0, 0, 0x0A, 1, 0, 0, 0, 0], "element type", "0A" },
        { "no dimensions", [0, 0, 8, 0], "1 to 255 dimensions", "0" },
        { "header cut", [0, 0, 8, 3, 0, 0, 0, 1], "16 bytes of header", "8" },
        { "negative dimension", PlainIdx.Write(8, [1, 0x80000000], []), "dimension 2", "2,147,483,648" },
        { "too much", PlainIdx.Write(0x0E, [0x7FFFFFFF, 1], []), "at most", "Float64 2147483647 × 1" },
        { "more than 64 bits", PlainIdx.Write(8, [0x10000, 0x10000, 0x10000, 0x10000], []), "at most",
            "65536 × 65536" },
        { "overflow to a small number", PlainIdx.Write(8, [0x40000000, 0x40000000, 16, 1], [1]), "at most",
            "1073741824" },
        { "one byte short", Good[..^1], "76 bytes for UInt8 3 × 4 × 5", "75" },
        { "no data", Good[..16], "76 bytes", "16" },
        { "one byte more", [.. Good, 7], "76 bytes", "77" },
        { "something in an empty array", PlainIdx.Write(8, [0, 28, 28], [1, 2]), "16 bytes", "18" },
        { "JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16], "IDX file", "a JPEG picture" },
        { "PNG", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], "IDX file", "a PNG picture" },
        { "ZIP", [0x50, 0x4B, 3, 4, 20, 0], "IDX file", "a ZIP archive" },
        { "HTML", [.. "\n <!DOCTYPE html><html><title>403"u8], "IDX file", "an HTML or XML page" },
        { "LFS", [.. "version https://git-lfs.github.com/spec/v1\noid"u8], "IDX file", "a Git LFS pointer" },
        { "text", [.. "5,0,4,1,9,2,1,3,1,4\n1,2\n"u8], "IDX file", "plain text" },
        { "gzip of a JPEG", PlainIdx.Gzip(0xFF, 0xD8, 0xFF, 0xE0, 0), "IDX file", "a JPEG picture" },
        { "gzip of gzip", PlainIdx.Gzip(PlainIdx.Gzip(Good)), "IDX file", "gzip data" },
        { "gzip of nothing", PlainIdx.Gzip(), "IDX file", "no bytes at all" },
        { "gzip of short data", PlainIdx.Gzip(Good[..^1]), "76 bytes", "75" },
        { "gzip of long data", PlainIdx.Gzip([.. Good, 7]), "76 bytes", "more" },
        { "gzip of a cut header", PlainIdx.Gzip(Good[..9]), "16 bytes of header", "9" },
        { "only the gzip magic", [0x1F, 0x8B], "gzip data", "cut short" },
        { "gzip with trailing bytes", [.. PlainIdx.Gzip(Good), 1, 2, 3], "nothing after the gzip data",
            "3 more bytes" },
        { "gzip with trailing zeros", [.. PlainIdx.Gzip(Good), 0, 0, 0, 0, 0], "nothing after the gzip data",
            "5 more bytes" },
        { "gzip of another method", [0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "gzip", "" },
        { "two gzip members, too long", [.. PlainIdx.Gzip(Good), .. PlainIdx.Gzip(Good)], "76 bytes", "more" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_named_in_one_line(string what, byte[] content, string expected, string found)
    {
        using var folder = new TemporaryFolder();
        // A name that promises something else: content decides.
        var path = folder.File("digits.gz");
        File.WriteAllBytes(path, content);
        foreach (var read in new Func<IdxArray>[]
        {
            () => IdxFile.Read(path), () => IdxFile.Read(content, path),
            () => IdxFile.Read(new OneWayStream(content), path),
        })
        {
            var e = Assert.Throws<IdxFormatException>(() => read());
            Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
            Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
            if (e.Found != "more")
                Assert.Contains(found, e.Found, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
            Assert.NotEmpty(what);
        }
    }

    [Fact]
    public void Every_prefix_of_a_gzip_file_is_refused()
    {
        var packed = PlainIdx.Gzip(PlainIdx.Images(20, 8, 8, seed: 2));
        for (var length = 0; length < packed.Length; length++)
            Assert.Throws<IdxFormatException>(() => IdxFile.Read(packed[..length], "x"));
    }

    [Fact]
    public void Every_flipped_bit_of_packed_data_is_noticed()
    {
        var content = PlainIdx.Images(2, 6, 6, seed: 3);
        var packed = PlainIdx.Gzip(content);
        var harmless = 0;
        // The first ten bytes hold a time stamp and flags that change nothing.
        for (var bit = 80; bit < packed.Length * 8; bit++)
        {
            var changed = packed.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                Assert.Equal(content[16..], IdxFile.Read(changed, "x").Bytes);
                harmless++;
            }
            catch (IdxFormatException)
            {
            }
        }
        // The bits that fill up the last byte before the checksum mean nothing.
        Assert.InRange(harmless, 0, 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(5000)]
    public void Gzip_in_several_members_is_one_file(int first)
    {
        var content = PlainIdx.Images(30, 20, 20, seed: 4);
        byte[] packed = [.. PlainIdx.Gzip(content[..first]), .. PlainIdx.Gzip(content[first..])];
        Assert.Equal(content[16..], IdxFile.Read(packed, "x").Bytes);
        Assert.Throws<IdxFormatException>(() => IdxFile.Read(packed[..^3], "x"));
        var e = Assert.Throws<IdxFormatException>(() => IdxFile.Read([.. packed, 9, 9], "x"));
        Assert.Contains("2 more bytes", e.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_with_all_header_fields_is_read()
    {
        var body = PlainIdx.Gzip(Good)[10..];
        byte[] packed =
        [
            0x1F, 0x8B, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2, .. "name\0"u8, .. "comment\0"u8, .. body,
        ];
        Assert.Equal(Good[16..], IdxFile.Read(packed, "x").Bytes);
        byte[] twice = [.. packed, .. PlainIdx.Gzip()];
        Assert.Equal(Good[16..], IdxFile.Read(twice, "x").Bytes);
    }

    [Fact]
    public void An_empty_array_is_fine()
    {
        var array = IdxFile.Read(PlainIdx.Write(8, [0, 28, 28], []), "x");
        Assert.Equal(0, array.Count);
        Assert.Equal([0, 28, 28], array.Dimensions);
        Assert.Equal(0, IdxFile.Read(PlainIdx.Write(8, [0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0], []), "x").Count);
    }

    [Fact]
    public void A_folder_or_a_missing_file_is_an_IO_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("a folder", Assert.Throws<IdxFormatException>(() => IdxFile.Read(folder.Path)).Message,
            StringComparison.Ordinal);
        var e = Assert.ThrowsAny<IOException>(() => IdxFile.Read(folder.File("none")));
        Assert.Contains(folder.File("none"), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x7FFFFFFF)]
    [InlineData(1 << 29)]
    public void A_lying_header_costs_no_memory(int declared)
    {
        var raw = PlainIdx.Write(8, [(uint)declared], new byte[500]);
        foreach (var content in new[] { raw, PlainIdx.Gzip(raw) })
        {
            Assert.True(Allocated(() => Assert.Throws<IdxFormatException>(() => IdxFile.Read(content, "x"))) < 100_000);
            Assert.True(Allocated(() => Assert.Throws<IdxFormatException>(
                () => IdxFile.Read(new OneWayStream(content), "x"))) < 3_000_000);
        }
    }

    [Fact]
    public void A_lying_header_in_a_large_gzip_file_costs_what_arrives()
    {
        var noise = new byte[600_000];
        new Random(6).NextBytes(noise);
        var packed = PlainIdx.Gzip(PlainIdx.Write(8, [1 << 29], noise));
        Assert.True(Allocated(() => Assert.Throws<IdxFormatException>(() => IdxFile.Read(packed, "x"))) < 4_000_000);
    }

    [Fact]
    public void A_gzip_bomb_stops_at_the_ceiling()
    {
        const int size = 64 << 20;
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(PlainIdx.Write(8, [size], []));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < size; i += zeros.Length)
                stream.Write(zeros);
        }
        var bomb = packed.ToArray();
        Assert.True(Allocated(() =>
        {
            var e = Assert.Throws<IdxFormatException>(() => IdxFile.Read(bomb, "x", maxBytes: size - 1));
            Assert.Contains("at most 67,108,863 bytes", e.Expected, StringComparison.Ordinal);
        }) < 1_000_000);
        Assert.Equal(size, IdxFile.Read(bomb, "x", maxBytes: size).Count);
    }

    internal static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
