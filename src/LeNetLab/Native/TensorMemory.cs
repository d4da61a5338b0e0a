namespace LeNetLab.Native;

/// <summary>A tensor's numbers as a span over native memory, without a copy.</summary>
internal static class TensorMemory
{
    /// <summary>The numbers of a contiguous float32 tensor in main memory; valid while the tensor lives.</summary>
    public static Span<float> Floats(this Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || !tensor.is_contiguous() || tensor.is_sparse)
            throw new ArgumentException(
                $"A contiguous float32 tensor is needed, not {tensor.dtype} of [{string.Join(", ", tensor.shape)}].");
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    /// <summary>The numbers of a contiguous int64 tensor in main memory; valid while the tensor lives.</summary>
    public static Span<long> Longs(this Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Int64 || !tensor.is_contiguous())
            throw new ArgumentException(
                $"A contiguous int64 tensor is needed, not {tensor.dtype} of [{string.Join(", ", tensor.shape)}].");
        return MemoryMarshal.Cast<byte, long>(tensor.bytes);
    }
}
