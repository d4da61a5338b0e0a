using FsCheck.Xunit;
using Google.Protobuf;
using LeNetLab.Onnx;
using Xunit;

namespace LeNetLab.Tests.Onnx;

/// <summary>The wire format, against Google's own writer and reader.</summary>
public class MessageWriterTests
{
    private static readonly int[] FieldNumbers = [1, 2, 15, 16, 20, 2047, 2048, (1 << 29) - 1];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Whole_numbers_at_the_seams(long value)
    {
        foreach (var field in FieldNumbers)
            Assert.Equal(
                Google(output =>
                {
                    output.WriteTag(field, WireFormat.WireType.Varint);
                    output.WriteInt64(value);
                }),
                Ours(message => message.Write(field, value)));
    }

    [Property(MaxTest = 200)]
    public bool Any_message(long number, float real, string? text, byte[]? bytes, int field)
    {
        var (words, content) = (text ?? "", bytes ?? []);
        // A lone half of a surrogate pair has no UTF-8; both writers replace it.
        field = FieldNumbers[(field & int.MaxValue) % FieldNumbers.Length];
        var inner = Google(output => WriteAll(output));
        var expected = Google(output =>
        {
            WriteAll(output);
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(inner));
        });
        var actual = Ours(message =>
        {
            Write(message);
            message.Write(field, Write);
        });
        return expected.AsSpan().SequenceEqual(actual);

        void WriteAll(CodedOutputStream output)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(number);
            output.WriteTag(field, WireFormat.WireType.Fixed32);
            output.WriteFloat(real);
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(words);
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        void Write(MessageWriter message)
        {
            message.Write(field, number);
            message.Write(field, real);
            message.Write(field, words);
            message.Write(field, content);
        }
    }

    private static byte[] Google(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private static byte[] Ours(Action<MessageWriter> write)
    {
        var message = new MessageWriter();
        write(message);
        return message.ToArray();
    }
}
