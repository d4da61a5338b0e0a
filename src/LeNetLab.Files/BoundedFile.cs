namespace LeNetLab.Files;

/// <summary>Reads what ought to be a small file: memory follows what arrives, up to a bound.</summary>
internal static class BoundedFile
{
    /// <summary>All bytes of a file, a device or a pipe.</summary>
    /// <exception cref="InvalidDataException">They are more than <paramref name="most"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path, int most)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, [], most)
            ?? throw new InvalidDataException($"{path}: expected at most {most >> 20} MB, found more.");
    }

    /// <summary>How many of the bytes that were read from a stream are no longer in its file.</summary>
    /// <remarks>
    /// To cut a file short the system first sets its length and then clears the rest of the last page: who reads at
    /// that moment gets zeros, and no error.
    /// </remarks>
    public static long CutBy(Stream stream) => stream.CanSeek ? Math.Max(0, stream.Position - stream.Length) : 0;

    /// <summary>The rest of a stream behind <paramref name="start"/>; null where that is more than
    /// <paramref name="most"/> bytes.</summary>
    public static byte[]? Read(Stream stream, ReadOnlySpan<byte> start, int most)
    {
        // A pipe has no length, and a device says that it has none.
        long rest = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (rest > most - start.Length) return null;
        byte[] data = new byte[Math.Max(start.Length + (int)rest + 1, 1 << 12)];
        start.CopyTo(data);
        for (int got = start.Length; ;)
        {
            int count = stream.Read(data, got, data.Length - got);
            if (count == 0) return data[..Math.Max(0, got - (rest > 0 ? (int)CutBy(stream) : 0))];
            got += count;
            if (got > most) return null;
            if (got == data.Length) Array.Resize(ref data, (int)Math.Min(2L * got, most + 1L));
        }
    }
}
