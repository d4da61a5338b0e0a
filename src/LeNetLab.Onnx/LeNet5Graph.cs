using LeNetLab.Data;
using LeNetLab.Models;
using static System.FormattableString;
using static TorchSharp.torch;

namespace LeNetLab.Onnx;

/// <summary>LeNet-5 with its preprocessing as an ONNX graph, its steps named as the paper names the layers.</summary>
internal static class LeNet5Graph
{
    private const int Side = 28, Margin = 2;

    /// <exception cref="NotSupportedException">The network has a choice that is not written here yet.</exception>
    public static OnnxModel Of(LeNet5 network, Normalization normalization)
    {
        var model = new OnnxModel("LeNet-5")
        {
            Description = "LeNet-5 (LeCun et al. 1998) with its preprocessing. digits: 28x28 pixels, 0 background, 255 ink. logits: one a class, for a softmax.",
            Inputs = { new(OnnxExport.InputName, OnnxType.UInt8, "N", "1", $"{Side}", $"{Side}") },
            Outputs = { new(OnnxExport.OutputName, OnnxType.Float, "N", $"{network.Options.Classes}") },
        };
        foreach (var (name, tensor) in network.state_dict()) model.Constants.Add(Weight(name, tensor));
        var (activation, pooling) = (OperatorOf(network.Options.Activation), OperatorOf(network.Options.Pooling));

        var x = Prepare(model, normalization);                        // [N,   1, 32, 32]
        x = Convolve(model, "C1", x, activation, maps: 6, side: 28);  // [N,   6, 28, 28]
        x = Pool(model, "S2", x, pooling, maps: 6, side: 14);         // [N,   6, 14, 14]
        x = Convolve(model, "C3", x, activation, maps: 16, side: 10); // [N,  16, 10, 10]
        x = Pool(model, "S4", x, pooling, maps: 16, side: 5);         // [N,  16,  5,  5]
        x = Convolve(model, "C5", x, activation, maps: 120, side: 1); // [N, 120,  1,  1]
        x = Step(model, new("Flatten", "Flatten", [x], "C5.flat", OnnxAttribute.Of("axis", 1)), "120");
        x = Step(model, Full("F6", x, "F6.sums"), "84");
        x = Step(model, new($"F6.{activation}", activation, [x], "F6.units"), "84");
        model.Nodes.Add(Full("Output", x, OnnxExport.OutputName));    // [N, classes]

        model.Metadata.AddRange(network.Choices());
        model.Metadata.Add(new("normalization", Invariant($"x = (v/255 - {normalization.Mean}) / {normalization.StandardDeviation}, {Margin} pixels of background around")));
        return model;
    }

    // The margin is put around the bytes, where the background is 0, and gets the background's number with all the rest.
    private static string Prepare(OnnxModel model, Normalization normalization)
    {
        model.Constants.Add(OnnxTensor.List("margin", 0, 0, Margin, Margin, 0, 0, Margin, Margin));
        model.Constants.Add(OnnxTensor.Scalar("background", (byte)0));
        model.Constants.Add(OnnxTensor.Scalar("mean", (float)(255 * normalization.Mean)));
        model.Constants.Add(OnnxTensor.Scalar("deviation", (float)(255 * normalization.StandardDeviation)));
        string[] shape = ["1", $"{Side + 2 * Margin}", $"{Side + 2 * Margin}"];

        model.Nodes.Add(new("Margin", "Pad", [OnnxExport.InputName, "margin", "background"], "padded"));
        model.Between.Add(new("padded", OnnxType.UInt8, ["N", .. shape]));
        Step(model, new("Cast", "Cast", ["padded"], "pixels", OnnxAttribute.Of("to", (long)OnnxType.Float)), shape);
        Step(model, new("Mean", "Sub", ["pixels", "mean"], "centred"), shape);
        return Step(model, new("Deviation", "Div", ["centred", "deviation"], "Input.maps"), shape);
    }

    private static string Convolve(OnnxModel model, string layer, string input, string activation, int maps, int side)
    {
        string[] shape = [$"{maps}", $"{side}", $"{side}"];
        var name = layer.ToLowerInvariant();
        Step(model, new(layer, "Conv", [input, $"{name}.weight", $"{name}.bias"], $"{layer}.sums", OnnxAttribute.List("kernel_shape", 5, 5)), shape);
        return Step(model, new($"{layer}.{activation}", activation, [$"{layer}.sums"], $"{layer}.maps"), shape);
    }

    private static string Pool(OnnxModel model, string layer, string input, string pooling, int maps, int side) =>
        Step(model, new(layer, pooling, [input], $"{layer}.maps", OnnxAttribute.List("kernel_shape", 2, 2), OnnxAttribute.List("strides", 2, 2)),
            $"{maps}", $"{side}", $"{side}");

    // Weights of a Linear lie as [outputs, inputs], hence transB.
    private static OnnxNode Full(string layer, string input, string output)
    {
        var name = layer.ToLowerInvariant();
        return new(layer, "Gemm", [input, $"{name}.weight", $"{name}.bias"], output, OnnxAttribute.Of("transB", 1));
    }

    private static string Step(OnnxModel model, OnnxNode node, params string[] shape)
    {
        model.Nodes.Add(node);
        model.Between.Add(new(node.Output, OnnxType.Float, ["N", .. shape]));
        return node.Output;
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
        _ => throw new NotSupportedException($"A network with the activation {activation} is not written as ONNX."),
    };

    private static string OperatorOf(Pooling pooling) => pooling switch
    {
        Pooling.Average => "AveragePool",
        Pooling.Max => "MaxPool",
        _ => throw new NotSupportedException($"A network with the pooling {pooling} is not written as ONNX."),
    };
}
