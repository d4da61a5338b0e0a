using LeNetLab.Data;
using LeNetLab.Models;

namespace LeNetLab.Onnx;

/// <summary>
/// Writes a network as ONNX, for every runtime that reads it. The preprocessing goes with it: LeNet-5's file takes the
/// bytes of digits as MNIST has them, <c>digits</c> uint8 [N, 1, 28, 28] with 0 background and 255 ink, for any N, and
/// gives <c>logits</c> float32 [N, classes]. So does that of a plan of one square channel larger than 28×28 by an even
/// number of pixels; the file of any other takes the shape that the plan has. Operator set 13.
/// </summary>
public static class OnnxExport
{
    /// <summary>The name of the graph's input, uint8 [N, channels, height, width].</summary>
    public const string InputName = "digits";

    /// <summary>The name of the graph's output, float32 [N, classes].</summary>
    public const string OutputName = "logits";

    /// <summary>Writes the file whole or not at all. Equal networks give equal bytes.</summary>
    /// <param name="network">The network, as it is now; it is not changed.</param>
    /// <param name="path">The file to write; its folder is made where it is missing.</param>
    /// <param name="normalization">
    /// What the network was trained with; <see cref="Normalization.Mnist"/> where null.
    /// </param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not the user's to write to.</exception>
    /// <exception cref="NotSupportedException">A layer has no form in ONNX here; it is named.</exception>
    public static void Save(PlannedNetwork network, string path, Normalization? normalization = null)
    {
        var bytes = ToBytes(network, normalization);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes of the file that <see cref="Save"/> writes.</summary>
    /// <param name="network">The network, as it is now; it is not changed.</param>
    /// <param name="normalization">
    /// What the network was trained with; <see cref="Normalization.Mnist"/> where null.
    /// </param>
    /// <exception cref="NotSupportedException">A layer has no form in ONNX here; it is named.</exception>
    public static byte[] ToBytes(PlannedNetwork network, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return NetworkGraph.Of(network, normalization ?? Normalization.Mnist).ToArray();
    }
}
