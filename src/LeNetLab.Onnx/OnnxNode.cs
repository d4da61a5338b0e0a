namespace LeNetLab.Onnx;

/// <summary>One step of the graph (NodeProto): an operator of ONNX's default domain with one result.</summary>
internal sealed record OnnxNode(
    string Name, string Operator, IReadOnlyList<string> Inputs, string Output, params OnnxAttribute[] Attributes)
{
    public void Write(MessageWriter message)
    {
        foreach (var input in Inputs) message.Write(1, input);
        message.Write(2, Output);
        message.Write(3, Name);
        message.Write(4, Operator);
        foreach (var attribute in Attributes) message.Write(5, attribute.Write);
    }
}

/// <summary>A setting of a step (AttributeProto): a whole number, or a list of them.</summary>
internal sealed record OnnxAttribute(string Name, IReadOnlyList<long> Values, bool IsList)
{
    private const int Int = 2, Ints = 7;

    public static OnnxAttribute Of(string name, long value) => new(name, [value], IsList: false);

    public static OnnxAttribute List(string name, params long[] values) => new(name, values, IsList: true);

    public void Write(MessageWriter message)
    {
        message.Write(1, Name);
        foreach (var value in Values) message.Write(IsList ? 8 : 3, value);
        message.Write(20, IsList ? Ints : (long)Int);
    }
}
