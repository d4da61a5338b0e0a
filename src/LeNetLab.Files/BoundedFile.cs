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
            if (count == 0) return data[..got];
            got += count;
            if (got > most) return null;
            if (got == data.Length) Array.Resize(ref data, (int)Math.Min(2L * got, most + 1L));
        }
    }
}
