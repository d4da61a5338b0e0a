namespace LeNetLab.Files;

/// <summary>
/// Finds where gzip data really end (RFC 1952). <see cref="GZipStream"/> checks the checksum, but takes
/// data that break off in their trailer, and ignores what follows the last member.
/// </summary>
internal static class GzipMembers
{
    /// <summary>Deflate cannot shrink data more than this: a bound on what a file of a given size unpacks to.</summary>
    public const int MaxRatio = 1032;

    private const int HeaderLength = 10;
    private const int TrailerLength = 8;
    private const byte HasCrc = 2, HasExtra = 4, HasName = 8, HasComment = 16, Reserved = 0xE0;

    /// <summary>How gzip data end.</summary>
    internal enum End
    {
        /// <summary>With the trailer of the last member.</summary>
        Clean,

        /// <summary>Inside a member.</summary>
        CutShort,

        /// <summary>With bytes after the last member that are no gzip data.</summary>
        Trailing,
    }

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <summary>The last member's length modulo 2^32, from the last four bytes; null if they do not fit.</summary>
    public static uint? DeclaredLength(ReadOnlySpan<byte> packed) => packed.Length < HeaderLength + TrailerLength
        ? null
        : BinaryPrimitives.ReadUInt32LittleEndian(packed[^4..]);

    /// <summary>Says how the data end, once they have been unpacked without an error.</summary>
    /// <param name="packed">The whole gzip data.</param>
    /// <param name="unpackedLength">How many bytes came out of them in all.</param>
    public static (End End, int TrailingBytes) CheckEnd(ArraySegment<byte> packed, long unpackedLength)
    {
        // The usual file is one member, and its last four bytes are the length of what was packed.
        if (DeclaredLength(packed) == (uint)unpackedLength) return (End.Clean, 0);
        return Walk(packed);
    }

    private static (End End, int TrailingBytes) Walk(ArraySegment<byte> packed)
    {
        var position = 0;
        while (position < packed.Count)
        {
            if (position > 0 && !IsGzip(packed.AsSpan(position))) return (End.Trailing, packed.Count - position);
            var body = SkipHeader(packed.AsSpan(position));
            if (body < 0) return (End.CutShort, 0);
            position += body;
            // The end of a member is first found to within a block, then to the byte.
            var roughly = Consume(packed[position..], int.MaxValue);
            position += Consume(packed[position..], Math.Max(0, roughly - Feed.Block)) + TrailerLength;
        }
        return (position == packed.Count ? End.Clean : End.CutShort, 0);
    }

    /// <summary>Length of the header of a member, or -1 where it does not fit.</summary>
    private static int SkipHeader(ReadOnlySpan<byte> member)
    {
        if (member.Length < HeaderLength || member[2] != 8 || (member[3] & Reserved) != 0) return -1;
        var flags = member[3];
        var length = HeaderLength;
        if ((flags & HasExtra) != 0)
        {
            if (member.Length < length + 2) return -1;
            length += 2 + BinaryPrimitives.ReadUInt16LittleEndian(member[length..]);
        }
        foreach (var text in (ReadOnlySpan<byte>)[HasName, HasComment])
        {
            if ((flags & text) == 0) continue;
            var end = length < member.Length ? member[length..].IndexOf((byte)0) : -1;
            if (end < 0) return -1;
            length += end + 1;
        }
        length += (flags & HasCrc) != 0 ? 2 : 0;
        return length <= member.Length ? length : -1;
    }

    /// <summary>Counts bytes read when they are served singly from <paramref name="fineFrom"/> on.</summary>
    private static int Consume(ArraySegment<byte> body, int fineFrom)
    {
        var feed = new Feed(body, fineFrom);
        using var deflate = new DeflateStream(feed, CompressionMode.Decompress);
        try
        {
            // Not CopyTo, which would take the whole feed.
            var unpacked = new byte[1 << 14];
            while (deflate.Read(unpacked) > 0) { }
        }
        catch (InvalidDataException)
        {
            // The data are damaged or cut; either way this is as far as they go.
        }
        return feed.Served;
    }

    private sealed class Feed(ArraySegment<byte> source, int fineFrom) : Stream
    {
        public const int Block = 4096;

        public int Served { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Served < fineFrom ? Math.Min(Block, fineFrom - Served) : 1, source.Count - Served);
            count = Math.Min(count, buffer.Length);
            source.AsSpan(Served, count).CopyTo(buffer);
            Served += count;
            return count;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get =>
            throw new NotSupportedException(); set => throw new NotSupportedException();
        }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
