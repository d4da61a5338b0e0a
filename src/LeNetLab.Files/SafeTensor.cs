namespace LeNetLab.Files;

/// <summary>One array of a safetensors file: its element type, shape and bytes (little-endian, row-major).</summary>
internal sealed class SafeTensor
{
    internal SafeTensor(string type, long[] shape, byte[] data) => (Type, Shape, Data) = (type, shape, data);

    /// <summary>The element type as the format writes it: F32, F64, F16, BF16, I64, I32 or U8.</summary>
    public string Type { get; }

    /// <summary>The dimensions; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements' bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Bytes of one element of that type, or 0 where the type is not supported.</summary>
    internal static int SizeOf(string type) => type switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" => 2,
        "U8" => 1,
        _ => 0,
    };

    /// <summary>Copies numbers of float32.</summary>
    public static SafeTensor Of(long[] shape, ReadOnlySpan<float> numbers) =>
        new("F32", shape, MemoryMarshal.AsBytes(numbers).ToArray());

    /// <summary>Whether all numbers are finite.</summary>
    public bool IsFinite
    {
        get
        {
            if (!IsFloat) return true;
            foreach (var number in ToFloats())
                if (!float.IsFinite(number)) return false;
            return true;
        }
    }

    /// <summary>Whether the numbers are floating-point numbers of any width.</summary>
    public bool IsFloat => Type is "F32" or "F64" or "F16" or "BF16";

    /// <summary>The same numbers in another shape; a negative first size is as many as there are.</summary>
    internal SafeTensor Reshape(long[] shape) =>
        new(Type, shape[0] < 0 ? [Shape[0], .. shape[1..]] : shape, Data.ToArray());

    /// <summary>The numbers of an array of floats of any width, copied; those of F64 are rounded.</summary>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public float[] ToFloats() => Type switch
    {
        "F32" => MemoryMarshal.Cast<byte, float>(Data.Span).ToArray(),
        "F64" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Data.Span).ToArray(), x => (float)x),
        "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Data.Span).ToArray(), x => (float)x),
        // The upper half of an F32.
        "BF16" => Array.ConvertAll(
            MemoryMarshal.Cast<byte, ushort>(Data.Span).ToArray(), x => BitConverter.Int32BitsToSingle(x << 16)),
        _ => throw new InvalidOperationException($"The array is {Type}, not F32."),
    };
}
