using System.Runtime.InteropServices;
using FsCheck.Xunit;
using Xunit;

namespace LeNetLab.Tests.Files;

public class IdxRoundTripTests
{
    [Property(MaxTest = 50)]
    public void Bytes_come_back(byte[] values, byte shape) => Check(values, shape, 0x08, v => v, 1);

    [Property(MaxTest = 50)]
    public void Signed_bytes_come_back(sbyte[] values, byte shape) => Check(values, shape, 0x09, v => (ulong)v, 1);

    [Property(MaxTest = 50)]
    public void Shorts_come_back(short[] values, byte shape) => Check(values, shape, 0x0B, v => (ulong)v, 2);

    [Property(MaxTest = 50)]
    public void Ints_come_back(int[] values, byte shape) => Check(values, shape, 0x0C, v => (ulong)v, 4);

    [Property(MaxTest = 50)]
    public void Floats_come_back(float[] values, byte shape) =>
        Check(values, shape, 0x0D, v => BitConverter.SingleToUInt32Bits(v), 4);

    [Property(MaxTest = 50)]
    public void Doubles_come_back(double[] values, byte shape) =>
        Check(values, shape, 0x0E, v => BitConverter.DoubleToUInt64Bits(v), 8);

    [Fact]
    public void Data_longer_than_a_buffer_come_back()
    {
        var random = new Random(5);
        var values = new int[123_457];
        random.NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        Check(values, 3, 0x0C, v => (ulong)v, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    public void Any_rank_comes_back(int rank)
    {
        var dimensions = Enumerable.Repeat(1, rank).ToArray();
        dimensions[rank / 2] = 5;
        var array = IdxArray.Create<byte>([1, 2, 3, 4, 5], dimensions);
        using var stream = new MemoryStream();
        IdxFile.Write(stream, array, gzip: true);
        Assert.Equal(dimensions, IdxFile.Read(stream.ToArray(), "x").Dimensions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_is_replaced_as_a_whole(bool gzip)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.idx");
        IdxFile.Write(path, IdxArray.Create<short>([1, 2, 3]));
        IdxFile.Write(path, IdxArray.Create<short>([-4, 5], 2, 1), gzip);
        var read = IdxFile.Read(path);
        Assert.Equal([-4, 5], read.ToArray<short>());
        Assert.Equal([2, 1], read.Dimensions);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken"));
        Assert.ThrowsAny<Exception>(() => IdxFile.Write(folder.File("taken"), IdxArray.Create<byte>([1])));
        Assert.Equal([folder.File("taken")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Values_are_only_given_as_the_type_that_they_are()
    {
        var array = IdxArray.Create<float>([1.5f]);
        Assert.Throws<InvalidOperationException>(() => array.ToArray<int>());
        Assert.Throws<NotSupportedException>(() => array.ToArray<long>());
        Assert.Throws<ArgumentException>(() => IdxArray.Create<float>([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => new IdxArray(IdxElementType.UInt8, [-1], []));
        Assert.Throws<ArgumentException>(() => new IdxArray((IdxElementType)0x0A, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => new IdxArray(IdxElementType.UInt8, [], new byte[1]));
    }

    /// <summary>Against our own writer, raw and packed, from memory, files and streams of unknown length.</summary>
    private static void Check<T>(T[] values, byte shape, byte code, Func<T, ulong> bits, int size) where T : unmanaged
    {
        // Shapes that multiply to the number of values: one long dimension among up to three ones.
        var dimensions = Enumerable.Repeat(1, shape % 4 + 1).ToArray();
        dimensions[shape / 4 % dimensions.Length] = values.Length;
        var expected = PlainIdx.Write(code, [.. dimensions.Select(d => (uint)d)],
            [.. values.SelectMany(v => PlainIdx.BigEndian(bits(v), size))]);

        using var raw = new MemoryStream();
        IdxFile.Write(raw, IdxArray.Create<T>(values, dimensions));
        Assert.Equal(expected, raw.ToArray());

        using var packed = new MemoryStream();
        IdxFile.Write(packed, IdxArray.Create<T>(values, dimensions), gzip: true);
        foreach (var content in new[] { expected, packed.ToArray(), PlainIdx.Gzip(expected) })
        {
            foreach (var read in new[] { IdxFile.Read(content, "x"), IdxFile.Read(new OneWayStream(content), "x") })
            {
                Assert.Equal(code, (byte)read.ElementType);
                Assert.Equal(dimensions, read.Dimensions);
                Assert.Equal(values.Length, read.Count);
                // Bit by bit, so that NaN equals NaN.
                Assert.Equal(MemoryMarshal.AsBytes<T>(values), MemoryMarshal.AsBytes<T>(read.ToArray<T>()));
            }
        }
    }
}

/// <summary>A stream as a pipe is: no length, no way back, a few bytes at a time.</summary>
internal sealed class OneWayStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 4093));
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 4093)]);
}
