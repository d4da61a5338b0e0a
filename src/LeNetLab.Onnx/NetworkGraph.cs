using LeNetLab.Data;
using LeNetLab.Models;
using static System.FormattableString;
using static TorchSharp.torch;

namespace LeNetLab.Onnx;

/// <summary>A network with its preprocessing as an ONNX graph, its steps named as the plan names the layers.</summary>
internal sealed class NetworkGraph
{
    // A network of 32×32 has MNIST's 28×28 with a margin of two, as the paper has it; any other takes what it reads.
    private const int DigitSide = 28;

    private readonly NetworkPlan _plan;
    private readonly OnnxModel _model;
    private readonly int _margin;

    private NetworkGraph(PlannedNetwork network)
    {
        _plan = network.Plan;
        var (rows, columns) = (_plan.Height, _plan.Width);
        if (_plan.Channels == 1 && rows == columns && rows > DigitSide && rows % 2 == 0)
            _margin = (rows - DigitSide) / 2;
        var (height, width) = (rows - 2 * _margin, columns - 2 * _margin);
        var about = network is LeNet5 ? "LeNet-5 (LeCun et al. 1998)" : _plan.Name;
        _model = new OnnxModel(_plan.Name)
        {
            Description = $"{about} with its preprocessing. digits: {height}x{width} pixels, 0 background, 255 ink. "
                + "logits: one a class, for a softmax.",
            Inputs = { new(OnnxExport.InputName, OnnxType.UInt8, "N", $"{_plan.Channels}", $"{height}", $"{width}") },
            Outputs = { new(OnnxExport.OutputName, OnnxType.Float, "N", $"{_plan.Classes}") },
        };
    }

    /// <exception cref="NotSupportedException">The network has a layer that is not written; it is named.</exception>
    public static OnnxModel Of(PlannedNetwork network, Normalization normalization)
    {
        var graph = new NetworkGraph(network);
        foreach (var layer in network.Plan.Layers)
        {
            if (layer is { Kind: LayerKind.Subsampling, Pooling: null })
                throw new NotSupportedException($"{layer.Name}: trainable subsampling is not written as ONNX.");
        }

        using (NewDisposeScope())
        {
            foreach (var (name, tensor) in network.state_dict())
                graph._model.Constants.Add(Weight(name, Connected(network, name, tensor)));
        }

        var x = graph.Prepare(normalization);
        foreach (var (layer, after) in network.Plan.Layers.Zip(network.Summary().Skip(1)))
            x = graph.Append(layer, after, x);
        graph._model.Metadata.AddRange(network.Choices());
        graph._model.Metadata.Add(new("normalization", Invariant(
            $"x = (v/255 - {normalization.Mean}) / {normalization.StandardDeviation}, ")
            + $"{graph._margin} pixels of background around"));
        return graph._model;
    }

    // The margin is put around the bytes, where the background is 0, and gets the background's number with the rest.
    private string Prepare(Normalization normalization)
    {
        _model.Constants.Add(OnnxTensor.List("margin", 0, 0, _margin, _margin, 0, 0, _margin, _margin));
        _model.Constants.Add(OnnxTensor.Scalar("background", (byte)0));
        _model.Constants.Add(OnnxTensor.Scalar("mean", (float)(255 * normalization.Mean)));
        _model.Constants.Add(OnnxTensor.Scalar("deviation", (float)(255 * normalization.StandardDeviation)));
        string[] shape = [$"{_plan.Channels}", $"{_plan.Height}", $"{_plan.Width}"];

        _model.Nodes.Add(new("Margin", "Pad", [OnnxExport.InputName, "margin", "background"], "padded"));
        _model.Between.Add(new("padded", OnnxType.UInt8, ["N", .. shape]));
        Step(new("Cast", "Cast", ["padded"], "pixels", OnnxAttribute.Of("to", (long)OnnxType.Float)), shape);
        Step(new("Mean", "Sub", ["pixels", "mean"], "centred"), shape);
        return Step(new("Deviation", "Div", ["centred", "deviation"], "Input.maps"), shape);
    }

    private string Append(Layer layer, LayerSummary after, string x)
    {
        var flat = layer.Kind == LayerKind.Full;
        string[] shape = flat ? [$"{after.Maps}"] : [$"{after.Maps}", $"{after.Height}", $"{after.Width}"];
        var (name, kernel) = (layer.Name.ToLowerInvariant(), layer.Kernel);
        var (result, last) = ($"{layer.Name}.{(flat ? "units" : "maps")}", layer == _plan.Layers[^1]);
        if (last) result = OnnxExport.OutputName;
        var sums = layer.Activation is null ? result : $"{layer.Name}.sums";
        string[] inputs = [x, $"{name}.weight", $"{name}.bias"];
        switch (layer.Kind)
        {
            case LayerKind.Convolution:
                List<OnnxAttribute> attributes = [OnnxAttribute.List("kernel_shape", kernel, kernel)];
                if (layer.Padding is > 0 and var p) attributes.Add(OnnxAttribute.List("pads", p, p, p, p));
                Step(new(layer.Name, "Conv", inputs, sums, [.. attributes]), shape);
                break;
            case LayerKind.Subsampling:
                Step(new(
                    layer.Name, OperatorOf(layer.Pooling ?? default), [x], sums,
                    OnnxAttribute.List("kernel_shape", 2, 2), OnnxAttribute.List("strides", 2, 2)), shape);
                break;
            default:
                // Weights of a Linear lie as [outputs, inputs], hence transB.
                inputs[0] = Flat(layer, x);
                Step(new(layer.Name, "Gemm", inputs, sums, OnnxAttribute.Of("transB", 1)), shape);
                break;
        }

        if (layer.Activation is { } activation) Squash(layer.Name, activation, sums, result, shape);
        return result;
    }

    // The first full layer reads the maps below as one row of numbers.
    private string Flat(Layer layer, string x)
    {
        var at = _plan.Layers.TakeWhile(other => other != layer).Count();
        var below = _plan.Summary()[at];
        if (below.Kind == LayerKind.Full) return x;
        var inputs = $"{below.Maps * below.Height * below.Width}";
        return Step(new("Flatten", "Flatten", [x], $"{below.Name}.flat", OnnxAttribute.Of("axis", 1)), inputs);
    }

    private void Squash(string layer, Activation activation, string sums, string result, string[] shape)
    {
        var name = OperatorOf(activation);
        if (activation != Activation.ScaledTanh)
        {
            Step(new($"{layer}.{name}", name, [sums], result), shape);
            return;
        }

        if (_model.Constants.All(constant => constant.Name != "slope"))
        {
            _model.Constants.Add(OnnxTensor.Scalar("slope", (float)Activations.Slope));
            _model.Constants.Add(OnnxTensor.Scalar("amplitude", (float)Activations.Amplitude));
        }

        Step(new($"{layer}.Slope", "Mul", [sums, "slope"], $"{layer}.steep"), shape);
        Step(new($"{layer}.{name}", name, [$"{layer}.steep"], $"{layer}.tanh"), shape);
        Step(new($"{layer}.Amplitude", "Mul", [$"{layer}.tanh", "amplitude"], result), shape);
    }

    // What the graph gives is no result on the way.
    private string Step(OnnxNode node, params string[] shape)
    {
        _model.Nodes.Add(node);
        if (node.Output != OnnxExport.OutputName) _model.Between.Add(new(node.Output, OnnxType.Float, ["N", .. shape]));
        return node.Output;
    }

    // A convolution's table is not in the graph: what is not connected is written as 0.
    private static Tensor Connected(PlannedNetwork network, string name, Tensor tensor)
    {
        var layer = network.Plan.Layers.FirstOrDefault(l => $"{l.Name.ToLowerInvariant()}.weight" == name);
        if (layer?.Sources is not { } sources) return tensor;
        var written = tensor.detach().clone();
        for (var map = 0; map < layer.Maps; map++)
        {
            for (var below = 0; below < written.shape[1]; below++)
                if (!sources[map].Contains(below)) written[map, below].zero_();
        }

        return written;
    }

    private static OnnxTensor Weight(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var stored = SafeTensor.From(tensor.detach().to(ScalarType.Float32));
        return new(name, OnnxType.Float, stored.Shape, stored.Data);
    }

    private static string OperatorOf(Activation activation) => activation switch
    {
        Activation.Tanh => "Tanh",
        Activation.Relu => "Relu",
        Activation.Sigmoid => "Sigmoid",
        Activation.ScaledTanh => "Tanh",                             // between two multiplications
    };

    private static string OperatorOf(Pooling pooling) => pooling switch
    {
        Pooling.Average => "AveragePool",
        Pooling.Max => "MaxPool",
    };
}
