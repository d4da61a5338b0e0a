namespace LeNetLab.Files;

/// <summary>
/// A raw IDX file of bytes, mapped into memory: nothing is copied, the first look at a page brings it in, and processes
/// that map the same file share its memory. <c>new ImageSet(map.Bytes, labels)</c> makes images of it.
/// </summary>
/// <remarks>
/// <see cref="IdxFile.Read(string, long)"/> is the safe way. A mapped file must not become shorter: Windows forbids
/// that, but elsewhere the first look at a page that has gone ends the process (SIGBUS), and no program can catch it.
/// Replacing the file by another of its name is harmless. The map stays until it is disposed of, or the process ends.
/// </remarks>
internal sealed class IdxMap : IDisposable
{
    private readonly IdxHeader _header;
    private readonly MappedBytes _bytes;

    private IdxMap(IdxHeader header, MappedBytes bytes) => (_header, _bytes) = (header, bytes);

    /// <summary>The element type: <see cref="IdxElementType.UInt8"/> or <see cref="IdxElementType.Int8"/>.</summary>
    public IdxElementType ElementType => _header.ElementType;

    /// <summary>The sizes, outermost first: {60000, 28, 28} for the training images of MNIST.</summary>
    public ReadOnlySpan<int> Dimensions => _header.Dimensions;

    /// <summary>The elements, row by row. After <see cref="Dispose"/> nothing of them may be looked at.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file, raw; a packed one has to be read.</param>
    /// <param name="maxBytes">The most bytes of data to accept.</param>
    /// <exception cref="IdxFormatException">The file is no whole and sound raw IDX file of bytes.</exception>
    /// <exception cref="IOException">The file is missing or cannot be mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IdxMap Open(string path, long maxBytes = IdxFile.DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (Directory.Exists(path)) throw new IdxFormatException(path, "an IDX file", "a folder");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> start = stackalloc byte[IdxHeader.MaxLength];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (GzipMembers.IsGzip(start))
            throw new IdxFormatException(path, "a raw IDX file, to map it", "gzip data, which has to be read");
        var header = IdxHeader.Parse(start, path, maxBytes);
        if (header.ElementType.Size() != 1)
            throw new IdxFormatException(path, "elements of one byte, to map them", header.ToString());
        if (file.Length != header.Length + (long)header.DataLength)
            throw IdxFile.WrongLength(header, file.Length, path);
        return new IdxMap(header, new MappedBytes(file, header.Length, header.DataLength));
    }

    /// <summary>Takes the map away; spans of its bytes that are still in use would then end the process.</summary>
    public void Dispose() => ((IDisposable)_bytes).Dispose();

    /// <summary>Type and dimensions, such as "UInt8 60000 × 28 × 28".</summary>
    public override string ToString() => _header.ToString();
}
