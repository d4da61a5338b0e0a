namespace LeNetLab.Files;

/// <summary>
/// What an IDX file holds: a dense array of any rank from 1 to 255, row by row (the last index runs fastest),
/// its elements in the byte order of this machine.
/// </summary>
public sealed class IdxArray
{
    private readonly int[] _dimensions;

    /// <summary>Wraps <paramref name="bytes"/> without copying them.</summary>
    /// <param name="elementType">The type of one element.</param>
    /// <param name="dimensions">1 to 255 sizes, none negative.</param>
    /// <param name="bytes">The elements in this machine's byte order; their length must fit the dimensions.</param>
    /// <exception cref="ArgumentException">Type, dimensions and length do not fit each other.</exception>
    internal IdxArray(IdxElementType elementType, ReadOnlySpan<int> dimensions, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (elementType.Size() == 0)
            throw new ArgumentException($"0x{(byte)elementType:X2} is no element type of IDX.", nameof(elementType));
        if (dimensions.Length is < 1 or > IdxHeader.MaxRank)
            throw new ArgumentException($"IDX has 1 to {IdxHeader.MaxRank} dimensions, not {dimensions.Length}.",
                nameof(dimensions));
        foreach (var size in dimensions)
        {
            if (size < 0) throw new ArgumentException("No dimension may be negative.", nameof(dimensions));
        }
        if (!IdxHeader.TryGetDataLength(elementType, dimensions, out var length) || length != bytes.LongLength)
        {
            throw new ArgumentException(
                $"{IdxHeader.Describe(elementType, dimensions)} does not fit {bytes.Length} bytes.", nameof(bytes));
        }
        ElementType = elementType;
        _dimensions = dimensions.ToArray();
        Bytes = bytes;
    }

    /// <summary>The type of one element.</summary>
    internal IdxElementType ElementType { get; }

    /// <summary>The sizes, outermost first: {60000, 28, 28} for the training images of MNIST.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>Number of dimensions, 1 to 255.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Number of elements: the product of the dimensions.</summary>
    public int Count => Bytes.Length / ElementType.Size();

    /// <summary>The elements themselves, not a copy, in the byte order of this machine.</summary>
    public byte[] Bytes { get; }

    /// <summary>Makes an array from values; they are copied.</summary>
    /// <typeparam name="T">byte, sbyte, short, int, float or double.</typeparam>
    /// <param name="values">As many values as the dimensions ask for, row by row.</param>
    /// <param name="dimensions">1 to 255 sizes; none given means one dimension.</param>
    /// <exception cref="ArgumentException">Values and dimensions do not fit each other.</exception>
    /// <exception cref="NotSupportedException">IDX has no such element type.</exception>
    public static IdxArray Create<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> dimensions) where T : unmanaged =>
        new(IdxElementTypes.Of<T>(), dimensions.IsEmpty ? [values.Length] : dimensions,
            MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements as values, without a copy.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> stands for.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="NotSupportedException">IDX has no such element type.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        if (IdxElementTypes.Of<T>() is var asked && asked != ElementType)
            throw new InvalidOperationException($"The elements are {ElementType}, not {asked}.");
        return MemoryMarshal.Cast<byte, T>(Bytes.AsSpan());
    }

    /// <summary>The elements as a new array of values.</summary>
    /// <inheritdoc cref="AsSpan{T}"/>
    public T[] ToArray<T>() where T : unmanaged => AsSpan<T>().ToArray();

    /// <summary>Type and dimensions, such as "UInt8 60000 × 28 × 28".</summary>
    public override string ToString() => IdxHeader.Describe(ElementType, _dimensions);

    /// <summary>Turns big-endian elements into machine order or back, in place.</summary>
    internal static void SwapBigEndian(Span<byte> bytes, IdxElementType type)
    {
        if (!BitConverter.IsLittleEndian) return;
        switch (type.Size())
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
