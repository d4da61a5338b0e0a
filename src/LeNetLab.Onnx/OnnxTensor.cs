using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LeNetLab.Onnx;

/// <summary>The element types that the graph needs, with their numbers in ONNX (TensorProto.DataType).</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int64 = 7,
}

/// <summary>A constant of the graph (TensorProto): elements are little-endian, row by row.</summary>
internal sealed record OnnxTensor(string Name, OnnxType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    public static OnnxTensor Scalar(string name, float value)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(data, value);
        return new(name, OnnxType.Float, [], data);
    }

    public static OnnxTensor Scalar(string name, byte value) => new(name, OnnxType.UInt8, [], new[] { value });

    public static OnnxTensor List(string name, params long[] values) =>
        new(name, OnnxType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public void Write(MessageWriter message)
    {
        foreach (var size in Shape) message.Write(1, size);
        message.Write(2, (long)Type);
        message.Write(8, Name);
        message.Write(9, Data.Span);
    }
}
