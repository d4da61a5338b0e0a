using System.Globalization;

namespace LeNetLab.Onnx;

/// <summary>
/// An input, an output or a result on the way (ValueInfoProto). A dimension is a number, or a name where it is free.
/// </summary>
internal sealed record OnnxValue(string Name, OnnxType Type, params string[] Shape)
{
    private const int Tensor = 1;

    public void Write(MessageWriter message)
    {
        message.Write(1, Name);
        message.Write(2, type => type.Write(Tensor, tensor =>
        {
            tensor.Write(1, (long)Type);
            tensor.Write(2, shape =>
            {
                foreach (var size in Shape) shape.Write(1, dimension => WriteSize(dimension, size));
            });
        }));
    }

    private static void WriteSize(MessageWriter dimension, string size)
    {
        if (long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            dimension.Write(1, number);
        else dimension.Write(2, size);
    }
}
