using System.Buffers.Binary;
using System.IO.Compression;
using StbImageWriteSharp;

namespace LeNetLab.Tests.Handwriting;

/// <summary>Picture files made byte by byte, sound ones and others.</summary>
internal static class PictureBytes
{
    public static readonly byte[] PngStart = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly int[][] Adam7 =
        [[0, 0, 8, 8], [0, 4, 8, 8], [4, 0, 8, 4], [0, 2, 4, 4], [2, 0, 4, 2], [0, 1, 2, 2], [1, 0, 2, 1]];

    /// <summary>A PNG of random samples, each row with another filter.</summary>
    /// <param name="random">Draws the samples.</param>
    /// <param name="colour">The colour type: 0, 2, 3, 4 or 6.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="interlaced">Whether in Adam7's order.</param>
    /// <param name="extra">Chunks between header and pixels.</param>
    public static byte[] RandomPng(Random random, int colour, int depth, int width, int height, bool interlaced,
        params byte[][] extra)
    {
        var channels = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var unit = Math.Max(1, channels * depth / 8);
        using var raw = new MemoryStream();
        foreach (var pass in interlaced ? Adam7 : [[0, 0, 1, 1]])
        {
            var rows = (height - pass[0] + pass[2] - 1) / pass[2];
            var columns = (width - pass[1] + pass[3] - 1) / pass[3];
            if (columns <= 0) continue;
            var above = new byte[(columns * channels * depth + 7) / 8];
            for (var y = 0; y < rows; y++)
            {
                var row = new byte[above.Length];
                random.NextBytes(row);
                var filter = y % 5;
                raw.WriteByte((byte)filter);
                for (var i = 0; i < row.Length; i++)
                {
                    int left = i < unit ? 0 : row[i - unit], up = above[i], corner = i < unit ? 0 : above[i - unit];
                    raw.WriteByte((byte)(row[i] - filter switch
                    {
                        0 => 0,
                        1 => left,
                        2 => up,
                        3 => (left + up) / 2,
                        _ => new[] { left, up, corner }.MinBy(v => Math.Abs(left + up - corner - v)),
                    }));
                }

                above = row;
            }
        }

        return [.. PngStart, .. Header(width, height, depth, colour, interlaced), .. extra.SelectMany(e => e),
            .. Chunk("IDAT", Packed(raw.ToArray())), .. Chunk("IEND")];
    }

    public static byte[] Header(int width, int height, int depth = 8, int colour = 0, bool interlaced = false)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = ((byte)depth, (byte)colour, interlaced ? (byte)1 : (byte)0);
        return Chunk("IHDR", data);
    }

    public static byte[] Chunk(string kind, params byte[] data)
    {
        byte[] body = [.. kind.Select(c => (byte)c), .. data];
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return [.. Number(data.Length), .. body, .. Number((int)~crc)];

        static byte[] Number(int n) => [(byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n];
    }

    public static byte[] Packed(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(raw);
        return packed.ToArray();
    }

    public static byte[] Png(byte[] data, int side, ColorComponents components = ColorComponents.Grey)
    {
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(data, side, data.Length / side / (int)components, components, stream);
        return stream.ToArray();
    }

    public static byte[] Jpeg(byte[] data, int side, ColorComponents components = ColorComponents.Grey)
    {
        using var stream = new MemoryStream();
        new ImageWriter().WriteJpg(data, side, data.Length / side / (int)components, components, stream, 85);
        return stream.ToArray();
    }

    /// <summary>An APP1 segment with one entry: orientation, as a big-endian TIFF directory.</summary>
    public static byte[] ExifSegment(int orientation)
    {
        byte[] body = [.. "Exif\0\0"u8, .. Tiff(orientation)];
        return [0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];
    }

    /// <summary>A TIFF directory of one entry.</summary>
    public static byte[] Tiff(int orientation) =>
    [
        .. "MM"u8, 0, 42, 0, 0, 0, 8, // header, directory at 8
        0, 1, // one entry
        0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0,
        0, 0, 0, 0,
    ];

    /// <summary>A frame header of one component and any size, progressive or not, with no scan behind it.</summary>
    public static byte[] JpegHead(int width, int height, bool progressive = true) =>
    [
        0xFF, 0xD8, 0xFF, progressive ? (byte)0xC2 : (byte)0xC0, 0, 11, 8, (byte)(height >> 8), (byte)height,
        (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
        // Two codes of one bit each: 0 for "nothing", 1 for "the end of all blocks".
        0xFF, 0xC4, 0, 21, 0x00, 2, .. new byte[15], 0x00, 0x01,
        0xFF, 0xC4, 0, 21, 0x10, 2, .. new byte[15], 0x00, 0xE0,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
    ];

    /// <summary>A scan of the one component.</summary>
    public static byte[] Scan(int first, int last, int bits, byte[] data) =>
        [0xFF, 0xDA, 0, 8, 1, 1, 0, (byte)first, (byte)last, (byte)bits, .. data];
}
