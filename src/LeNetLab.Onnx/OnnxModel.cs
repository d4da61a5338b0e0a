using System.Reflection;

namespace LeNetLab.Onnx;

/// <summary>A graph and what is said about it (ModelProto), as the bytes of an .onnx file.</summary>
internal sealed class OnnxModel(string name)
{
    // Operator set 13 is the first in which all operators used here have their present form, and 7 the version of the
    // format that came with it: every runtime since 2020 reads them.
    private const long FormatVersion = 7, OperatorSet = 13;

    /// <summary>Of the graph that is written here; it rises when the inputs or outputs change.</summary>
    private const long ModelVersion = 1;

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxTensor> Constants { get; } = [];

    /// <summary>Shapes of results on the way: no runtime needs them, a viewer shows them.</summary>
    public List<OnnxValue> Between { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    public string Description { get; init; } = "";

    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    public byte[] ToArray()
    {
        var message = new MessageWriter();
        message.Write(1, FormatVersion);
        message.Write(2, "LeNetLab");
        message.Write(3, typeof(OnnxModel).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "");
        message.Write(5, ModelVersion);
        message.Write(7, WriteGraph);
        message.Write(8, set => set.Write(2, OperatorSet));
        foreach (var (key, value) in Metadata)
            message.Write(14, entry =>
            {
                entry.Write(1, key);
                entry.Write(2, value);
            });
        return message.ToArray();
    }

    private void WriteGraph(MessageWriter graph)
    {
        foreach (var node in Nodes) graph.Write(1, node.Write);
        graph.Write(2, name);
        foreach (var constant in Constants) graph.Write(5, constant.Write);
        if (Description.Length > 0) graph.Write(10, Description);
        foreach (var input in Inputs) graph.Write(11, input.Write);
        foreach (var output in Outputs) graph.Write(12, output.Write);
        foreach (var value in Between) graph.Write(13, value.Write);
    }
}
