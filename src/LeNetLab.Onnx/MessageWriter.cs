using System.Buffers.Binary;
using System.Text;

namespace LeNetLab.Onnx;

/// <summary>
/// Writes one message in the wire format of Protocol Buffers: each field is its number and kind, then its value.
/// https://protobuf.dev/programming-guides/encoding/
/// </summary>
internal sealed class MessageWriter
{
    private const int Varint = 0, LengthDelimited = 2, FourBytes = 5;

    private readonly MemoryStream _bytes = new();

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>A whole number (int32, int64, an enumeration).</summary>
    public void Write(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <summary>A number of single precision.</summary>
    public void Write(int field, float value)
    {
        Tag(field, FourBytes);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        _bytes.Write(four);
    }

    /// <summary>Text.</summary>
    public void Write(int field, string text) => Write(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes.</summary>
    public void Write(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, LengthDelimited);
        Number((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>A message inside this one.</summary>
    public void Write(int field, Action<MessageWriter> write)
    {
        var inner = new MessageWriter();
        write(inner);
        Write(field, inner._bytes.GetBuffer().AsSpan(0, (int)inner._bytes.Length));
    }

    private void Tag(int field, int kind) => Number(((ulong)field << 3) | (uint)kind);

    // Seven bits a byte, the lowest first; the eighth bit says that more follow.
    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
