namespace LeNetLab.Files;

/// <summary>
/// Reads and writes IDX, the format of the MNIST files: 00 00, an element type, a rank, the dimensions as
/// big-endian 32-bit numbers, then the elements, big-endian too. Gzip is recognised by content, never by name.
/// </summary>
public static class IdxFile
{
    /// <summary>The most data that a file may declare unless the caller says otherwise: 1 GiB.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, raw or gzip.</param>
    /// <param name="maxBytes">The most bytes of data to accept; a header that declares more is refused before
    /// allocation.</param>
    /// <exception cref="IdxFormatException">The file is no whole and sound IDX file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IdxArray Read(string path, long maxBytes = DefaultMaxBytes) => Read(path, progress: null, maxBytes);

    /// <summary>As <see cref="Read(string, long)"/>, reporting progress.</summary>
    internal static IdxArray Read(string path, IdxProgress? progress, long maxBytes = DefaultMaxBytes)
    {
        if (Directory.Exists(path)) throw new IdxFormatException(path, "an IDX file", "a folder");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
        return Read(stream, path, maxBytes, progress);
    }

    /// <summary>Reads a stream from where it stands to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="name">The name for error messages.</param>
    /// <param name="maxBytes">The most bytes of data to accept, and of a packed stream of unknown length.</param>
    /// <exception cref="IdxFormatException">The stream holds no whole and sound IDX file.</exception>
    public static IdxArray Read(Stream stream, string name, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, name, maxBytes, progress: null);
    }

    private static IdxArray Read(Stream stream, string name, long maxBytes, IdxProgress? progress)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        long? length = stream.CanSeek ? stream.Length - stream.Position : null;
        var start = new byte[Math.Min(length ?? IdxHeader.MaxLength, IdxHeader.MaxLength)];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var head = start.AsSpan(0, read);
        return GzipMembers.IsGzip(head)
            ? ReadPacked(ReadToEnd(stream, head, length, name, maxBytes), name, maxBytes, progress)
            : ReadRaw(stream, head, length, name, maxBytes, progress);
    }

    /// <summary>Reads a file that is in memory already.</summary>
    /// <param name="content">The bytes of the file, raw or gzip.</param>
    /// <param name="name">The name for error messages.</param>
    /// <param name="maxBytes">The most bytes of data to accept.</param>
    /// <exception cref="IdxFormatException">The bytes are no whole and sound IDX file.</exception>
    public static IdxArray Read(byte[] content, string name, long maxBytes = DefaultMaxBytes) =>
        Read(content, name, progress: null, maxBytes);

    /// <summary>As <see cref="Read(byte[], string, long)"/>, reporting progress.</summary>
    internal static IdxArray Read(byte[] content, string name, IdxProgress? progress, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (GzipMembers.IsGzip(content)) return ReadPacked(content, name, maxBytes, progress);
        using var stream = new MemoryStream(content);
        return Read(stream, name, maxBytes, progress);
    }

    /// <summary>Writes a file as a whole or not at all; one that is there is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="array">What to write.</param>
    /// <param name="gzip">Whether to pack it; the name is left as it is.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, IdxArray array, bool gzip = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array, gzip));
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <inheritdoc cref="Write(string, IdxArray, bool)"/>
    /// <param name="stream">Where to write.</param>
    /// <param name="array">What to write.</param>
    /// <param name="gzip">Whether to pack it.</param>
    public static void Write(Stream stream, IdxArray array, bool gzip = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        if (!gzip)
        {
            WriteRaw(stream, array);
            return;
        }
        using var packer = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        WriteRaw(packer, array);
    }

    private static void WriteRaw(Stream stream, IdxArray array)
    {
        const int piece = 1 << 16;
        stream.Write(IdxHeader.Format(array.ElementType, array.Dimensions));
        var buffer = new byte[Math.Min(piece, array.Bytes.Length)];
        for (var done = 0; done < array.Bytes.Length; done += piece)
        {
            var part = array.Bytes.AsSpan(done, Math.Min(piece, array.Bytes.Length - done));
            part.CopyTo(buffer);
            IdxArray.SwapBigEndian(buffer.AsSpan(0, part.Length), array.ElementType);
            stream.Write(buffer, 0, part.Length);
        }
    }

    /// <remarks>
    /// Read and not mapped into memory (<see cref="IdxMap"/>): a map saves the copy, but a file that somebody cuts
    /// short while it is mapped ends the process with a signal that no program can catch. A large file is read by
    /// several cores (<see cref="FilePieces"/>).
    /// </remarks>
    private static IdxArray ReadRaw(
        Stream stream, ReadOnlySpan<byte> head, long? length, string name, long maxBytes, IdxProgress? progress)
    {
        var header = IdxHeader.Parse(head, name, maxBytes);
        if (length is { } actual && actual != header.Length + (long)header.DataLength)
            throw WrongLength(header, actual, name);
        var rest = head[header.Length..];
        if (rest.Length > header.DataLength) throw Trailing(header, name);
        var data = length is null
            ? ReadGrowing(stream, rest, header.DataLength)
            : ReadKnown(stream, rest, header, progress);
        if (data.Length < header.DataLength) throw WrongLength(header, header.Length + data.Length, name);
        if (stream.ReadByte() >= 0) throw Trailing(header, name);
        // Who cuts a file short while it is read leaves zeros for a moment where its end was.
        if (BoundedFile.CutBy(stream) is > 0 and var lost)
            throw WrongLength(header, header.Length + (long)header.DataLength - lost, name);
        return Finish(header, data, progress);
    }

    private static IdxArray ReadPacked(ArraySegment<byte> packed, string name, long maxBytes, IdxProgress? progress)
    {
        progress?.TellPacked(packed);
        using var stream = new GZipStream(new MemoryStream(packed.Array!, packed.Offset, packed.Count),
            CompressionMode.Decompress);
        try
        {
            Span<byte> magic = stackalloc byte[IdxHeader.MaxLength];
            var got = stream.ReadAtLeast(magic, IdxHeader.MagicLength, throwOnEndOfStream: false);
            if (got >= IdxHeader.MagicLength && got < IdxHeader.LengthFor(magic[3]))
                got += stream.ReadAtLeast(magic[got..], IdxHeader.LengthFor(magic[3]) - got, throwOnEndOfStream: false);
            if (got < IdxHeader.MagicLength || got < IdxHeader.LengthFor(magic[3])) RefuseCutShort(packed, got, name);
            var header = IdxHeader.Parse(magic[..got], $"{name} (unpacked)", maxBytes);
            if (header.DataLength > (long)packed.Count * GzipMembers.MaxRatio)
            {
                throw new IdxFormatException(
                    name, Invariant($"{header.DataLength:N0} bytes of data, as its header declares ({header})"),
                    Invariant($"{packed.Count:N0} bytes of gzip data, which cannot hold as much"));
            }
            var rest = magic[header.Length..got];
            if (rest.Length > header.DataLength) throw Trailing(header, name);
            // A length that the gzip trailer confirms is allocated at once; another one has to arrive first.
            var data = GzipMembers.DeclaredLength(packed) == (uint)(header.Length + (long)header.DataLength)
                ? ReadKnown(stream, rest, header, progress)
                : ReadGrowing(stream, rest, header.DataLength);
            if (data.Length < header.DataLength)
            {
                RefuseCutShort(packed, header.Length + data.Length, name);
                throw WrongLength(header, header.Length + data.Length, $"{name} (unpacked)");
            }
            if (stream.ReadByte() >= 0) throw Trailing(header, $"{name} (unpacked)");
            RefuseCutShort(packed, header.Length + data.Length, name);
            return Finish(header, data, progress);
        }
        catch (InvalidDataException e)
        {
            throw new IdxFormatException(name, "sound gzip data", "damage (a wrong checksum, length or code)", e);
        }
    }

    private static void RefuseCutShort(ArraySegment<byte> packed, long unpackedLength, string name)
    {
        var (end, trailing) = GzipMembers.CheckEnd(packed, unpackedLength);
        if (end == GzipMembers.End.CutShort)
            throw new IdxFormatException(
                name, "whole gzip data", Invariant($"data cut short after {packed.Count:N0} bytes"));
        if (end == GzipMembers.End.Trailing)
            throw new IdxFormatException(name, "nothing after the gzip data", Invariant($"{trailing:N0} more bytes"));
    }

    private static IdxArray Finish(IdxHeader header, byte[] data, IdxProgress? progress)
    {
        progress?.TellArrived(header, data, data.Length);
        IdxArray.SwapBigEndian(data, header.ElementType);
        return new IdxArray(header.ElementType, header.Dimensions, data);
    }

    /// <summary>Fills one array of the final size; a shorter one means that the stream ended early.</summary>
    private static byte[] ReadKnown(Stream stream, ReadOnlySpan<byte> first, int length)
    {
        var data = GC.AllocateUninitializedArray<byte>(length);
        first.CopyTo(data);
        var got = first.Length + (stream is FileStream { CanSeek: true } file
            ? ReadPieces(file, data.AsMemory(first.Length))
            : stream.ReadAtLeast(data.AsSpan(first.Length), length - first.Length, throwOnEndOfStream: false));
        return got == length ? data : data[..got];
    }

    private static int ReadPieces(FileStream file, Memory<byte> target)
    {
        // The position is asked for first: after the handle has been, a stream looks it up in the system again.
        var position = file.Position;
        var got = FilePieces.Read(file.SafeFileHandle, position, target);
        file.Position = position + got;
        return got;
    }

    /// <summary>
    /// As <see cref="ReadKnown(Stream, ReadOnlySpan{byte}, int)"/>, in pieces where progress is reported.
    /// </summary>
    private static byte[] ReadKnown(Stream stream, ReadOnlySpan<byte> first, IdxHeader header, IdxProgress? progress)
    {
        // Each piece wakes another core, which may be this one for a while: few pieces, but several, so that little is
        // left at the end.
        const int piece = 1 << 21;
        if (progress is null) return ReadKnown(stream, first, header.DataLength);
        var data = GC.AllocateUninitializedArray<byte>(header.DataLength);
        first.CopyTo(data);
        for (var got = first.Length; got < data.Length;)
        {
            var next = Math.Min(data.Length, got + piece);
            got += stream.ReadAtLeast(data.AsSpan(got..next), next - got, throwOnEndOfStream: false);
            if (got < next) return data[..got];
            if (got < data.Length) progress.TellArrived(header, data, got);
        }
        return data;
    }

    /// <summary>
    /// As <see cref="ReadKnown(Stream, ReadOnlySpan{byte}, int)"/>, for an unknown length: memory follows what arrives.
    /// </summary>
    private static byte[] ReadGrowing(Stream stream, ReadOnlySpan<byte> first, int length)
    {
        const int piece = 1 << 20;
        var data = new byte[Math.Min(length, Math.Max(piece, first.Length))];
        first.CopyTo(data);
        var got = first.Length;
        while (true)
        {
            got += stream.ReadAtLeast(data.AsSpan(got), data.Length - got, throwOnEndOfStream: false);
            if (got < data.Length) return data[..got];
            if (got == length) return data;
            Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
        }
    }

    /// <summary>The whole stream, of which <paramref name="head"/> has been read.</summary>
    private static ArraySegment<byte> ReadToEnd(
        Stream stream, ReadOnlySpan<byte> head, long? length, string name, long maxBytes)
    {
        var ceiling = (int)Math.Min(length ?? maxBytes, Array.MaxLength);
        if (length > ceiling)
            throw new IdxFormatException(name, Invariant($"at most {ceiling:N0} bytes of gzip data"),
                Invariant($"{length:N0}"));
        var data = length is null
            ? ReadGrowing(stream, head, Math.Max(ceiling, head.Length)) : ReadKnown(stream, head, ceiling);
        if (length is null && data.Length >= ceiling && stream.ReadByte() >= 0)
            throw new IdxFormatException(name, Invariant($"at most {ceiling:N0} bytes of gzip data"), "more");
        return data;
    }

    internal static IdxFormatException WrongLength(IdxHeader header, long actual, string name) => new(
        name, Invariant($"{header.Length + (long)header.DataLength:N0} bytes for {header}"), Invariant($"{actual:N0}"));

    private static IdxFormatException Trailing(IdxHeader header, string name) => new(
        name, Invariant($"{header.Length + (long)header.DataLength:N0} bytes for {header}"), "more");
}
