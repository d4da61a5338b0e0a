namespace LeNetLab.Models;

/// <summary>Torch's tensors as arrays of a safetensors file, and back.</summary>
internal static class StoredTensor
{
    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F32"] = ScalarType.Float32,
        ["F64"] = ScalarType.Float64,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["U8"] = ScalarType.Byte,
    };

    extension(SafeTensor)
    {
        /// <summary>Copies a tensor's numbers.</summary>
        /// <exception cref="NotSupportedException">The format has no such type here.</exception>
        public static SafeTensor From(Tensor tensor)
        {
            NativeTorch.Load();
            var type = Types.FirstOrDefault(entry => entry.Value == tensor.dtype).Key
                ?? throw new NotSupportedException($"Tensors of {tensor.dtype} are not written.");
            using var scope = NewDisposeScope();
            using var plain = tensor.detach().cpu().contiguous();
            return new SafeTensor(type, tensor.shape, plain.bytes.ToArray());
        }
    }

    /// <summary>A tensor of its own with these numbers. The caller disposes it.</summary>
    public static Tensor ToTensor(this SafeTensor stored)
    {
        NativeTorch.Load();
        var tensor = torch.empty([.. stored.Shape], dtype: Types[stored.Type]);
        if (stored.Data.Length > 0) stored.Data.Span.CopyTo(tensor.bytes);
        return tensor;
    }
}
