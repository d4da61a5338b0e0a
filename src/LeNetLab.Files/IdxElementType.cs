namespace LeNetLab.Files;

/// <summary>The type of one element of an IDX file: the third byte of the file.</summary>
internal enum IdxElementType : byte
{
    /// <summary>Unsigned byte, 0 to 255: what pixels and labels are made of.</summary>
    UInt8 = 0x08,

    /// <summary>Signed byte.</summary>
    Int8 = 0x09,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 0x0B,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 0x0C,

    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 0x0D,

    /// <summary>IEEE 754 double precision.</summary>
    Float64 = 0x0E,
}

internal static class IdxElementTypes
{
    /// <summary>Size of one element in bytes, or 0 for a code that the format does not have.</summary>
    public static int Size(this IdxElementType type) => type switch
    {
        IdxElementType.UInt8 or IdxElementType.Int8 => 1,
        IdxElementType.Int16 => 2,
        IdxElementType.Int32 or IdxElementType.Float32 => 4,
        IdxElementType.Float64 => 8,
        _ => 0,
    };

    /// <summary>The code that stands for <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">IDX has no such element type.</exception>
    public static IdxElementType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(byte)) return IdxElementType.UInt8;
        if (typeof(T) == typeof(sbyte)) return IdxElementType.Int8;
        if (typeof(T) == typeof(short)) return IdxElementType.Int16;
        if (typeof(T) == typeof(int)) return IdxElementType.Int32;
        if (typeof(T) == typeof(float)) return IdxElementType.Float32;
        if (typeof(T) == typeof(double)) return IdxElementType.Float64;
        throw new NotSupportedException(
            $"IDX has no element type for {typeof(T).Name}: it knows byte, sbyte, short, int, float and double.");
    }
}
