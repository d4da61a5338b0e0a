namespace LeNetLab.Tests.Files;

/// <summary>IDX written byte by byte from its definition, with nothing of the code under test.</summary>
internal static class PlainIdx
{
    public static byte[] Write(byte type, uint[] dimensions, byte[] bigEndianData)
    {
        var file = new List<byte> { 0, 0, type, (byte)dimensions.Length };
        foreach (var size in dimensions)
            file.AddRange([(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size]);
        file.AddRange(bigEndianData);
        return [.. file];
    }

    /// <summary>The bits of a value, highest byte first.</summary>
    public static byte[] BigEndian(ulong bits, int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)(bits >> (8 * (size - 1 - i)));
        return bytes;
    }

    public static byte[] Images(int count, int height, int width, int seed)
    {
        var pixels = new byte[count * height * width];
        new Random(seed).NextBytes(pixels);
        return Write(8, [(uint)count, (uint)height, (uint)width], pixels);
    }

    public static byte[] Labels(int count, int first = 0, int classes = 10) =>
        Write(8, [(uint)count], [.. Enumerable.Range(0, count).Select(i => (byte)(first + i * 7 % classes))]);

    public static byte[] Gzip(params ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var stream = new System.IO.Compression.GZipStream(packed,
            System.IO.Compression.CompressionLevel.Fastest))
            stream.Write(content);
        return packed.ToArray();
    }
}
