using Google.Protobuf;

namespace LeNetLab.Tests.Onnx;

/// <summary>A message of Protocol Buffers read with Google's reader: its fields by number, in their order.</summary>
internal sealed class MessageReader
{
    private readonly List<(int Field, object Value)> _fields = [];

    public static MessageReader Read(byte[] bytes)
    {
        var reader = new MessageReader();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.Fixed32 => input.ReadFloat(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new InvalidDataException($"A field of kind {other} has no place in ONNX."),
            };
            reader._fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }

        return reader;
    }

    public IReadOnlyList<(int Field, object Value)> Fields => _fields;

    public bool Has(int field) => _fields.Any(f => f.Field == field);

    public long Number(int field) => (long)Single(field);

    public string Text(int field) => System.Text.Encoding.UTF8.GetString((byte[])Single(field));

    public MessageReader Message(int field) => Read((byte[])Single(field));

    public IEnumerable<MessageReader> Messages(int field) =>
        _fields.Where(f => f.Field == field).Select(f => Read((byte[])f.Value));

    private object Single(int field) => _fields.Single(f => f.Field == field).Value;
}
