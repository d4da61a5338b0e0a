namespace LeNetLab.Files;

/// <summary>
/// The head of an IDX file: two zero bytes, the element type, the rank, then one big-endian
/// 32-bit size for each dimension. Nothing is allocated for the data before it has passed here.
/// </summary>
internal sealed class IdxHeader
{
    public const int MaxRank = 255;
    public const int MagicLength = 4;

    /// <summary>Length of the longest header there is.</summary>
    public const int MaxLength = MagicLength + 4 * MaxRank;

    private IdxHeader(IdxElementType elementType, int[] dimensions, int dataLength)
    {
        ElementType = elementType;
        Dimensions = dimensions;
        DataLength = dataLength;
    }

    public IdxElementType ElementType { get; }
    public int[] Dimensions { get; }

    /// <summary>Length of the header in bytes.</summary>
    public int Length => LengthFor(Dimensions.Length);

    /// <summary>Length of the data in bytes.</summary>
    public int DataLength { get; }

    public override string ToString() => Describe(ElementType, Dimensions);

    public static int LengthFor(int rank) => MagicLength + 4 * rank;

    /// <summary>Reads the header from the first bytes of a file.</summary>
    /// <param name="start">The first <see cref="MaxLength"/> bytes, or all there are: a longer header is cut
    /// short.</param>
    /// <param name="name">The name for error messages.</param>
    /// <param name="maxBytes">The most data that the caller takes.</param>
    /// <exception cref="IdxFormatException">The bytes are no IDX header, or one that asks for too much.</exception>
    public static IdxHeader Parse(ReadOnlySpan<byte> start, string name, long maxBytes)
    {
        const string anIdxFile = "an IDX file (00 00, an element type, a rank)";
        if (start.IsEmpty) throw new IdxFormatException(name, anIdxFile, "no bytes at all");
        if (start.Length < MagicLength || start[0] != 0 || start[1] != 0)
            throw new IdxFormatException(name, anIdxFile, FileSignature.Describe(start));

        var type = (IdxElementType)start[2];
        if (type.Size() == 0)
            throw new IdxFormatException(name, "an element type (08, 09, 0B, 0C, 0D or 0E)", $"{start[2]:X2}");
        int rank = start[3];
        if (rank == 0) throw new IdxFormatException(name, "1 to 255 dimensions", "0");
        if (start.Length < LengthFor(rank))
            throw new IdxFormatException(name, $"{LengthFor(rank)} bytes of header for {rank} dimensions",
                $"{start.Length}");

        var dimensions = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(start[LengthFor(i)..]);
            if (dimensions[i] < 0)
            {
                throw new IdxFormatException(name, Invariant($"dimension {i + 1} of 0 to {int.MaxValue:N0}"),
                    Invariant($"{(uint)dimensions[i]:N0}"));
            }
        }
        var ceiling = Math.Min(maxBytes, Array.MaxLength);
        if (!TryGetDataLength(type, dimensions, out var length) || length > ceiling)
            throw new IdxFormatException(name, Invariant($"at most {ceiling:N0} bytes of data"),
                Describe(type, dimensions));
        return new IdxHeader(type, dimensions, (int)length);
    }

    /// <summary>The header of an array, as it stands in a file.</summary>
    public static byte[] Format(IdxElementType type, ReadOnlySpan<int> dimensions)
    {
        var header = new byte[LengthFor(dimensions.Length)];
        header[2] = (byte)type;
        header[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(LengthFor(i)), dimensions[i]);
        return header;
    }

    /// <summary>Bytes of data that the dimensions ask for; false where no 64-bit number can say it.</summary>
    public static bool TryGetDataLength(IdxElementType type, ReadOnlySpan<int> dimensions, out long length)
    {
        // Plain loops here and in IdxArray: compiling a span's vectorised Contains takes a fresh process a millisecond.
        length = 0;
        foreach (var size in dimensions)
        {
            if (size == 0) return true;
        }
        long product = type.Size();
        foreach (var size in dimensions)
        {
            if (product > long.MaxValue / size) return false;
            product *= size;
        }
        length = product;
        return true;
    }

    public static string Describe(IdxElementType type, ReadOnlySpan<int> dimensions)
    {
        const int shown = 6;
        var sizes = new List<string>();
        foreach (var size in dimensions[..Math.Min(shown, dimensions.Length)])
            sizes.Add(size.ToString(CultureInfo.InvariantCulture));
        if (dimensions.Length > shown) sizes.Add("…");
        return $"{type} {string.Join(" × ", sizes)}";
    }
}
