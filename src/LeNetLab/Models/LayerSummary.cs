namespace LeNetLab.Models;

/// <summary>One layer in numbers, as <see cref="NetworkPlan.Summary"/> counts them.</summary>
/// <param name="Name">The layer's name; the first is "Input".</param>
/// <param name="Kind">What it does.</param>
/// <param name="Maps">Number of maps, or of units in a full layer.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Kernel">
/// Side of the window that one unit sees in the layer below; 0 for the input and full layers.
/// </param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">
/// Multiply-adds of one forward pass of one image, biases not counted; 0 for a mean or a maximum.
/// </param>
public sealed record LayerSummary(
    string Name, LayerKind Kind, int Maps, int Height, int Width, int Kernel, long Parameters, long MultiplyAdds)
{
    /// <summary>The shape of one image's answer, as "6 × 28 × 28", or "84" for a full layer.</summary>
    public string Shape =>
        Kind is LayerKind.Full or LayerKind.RadialBasis ? $"{Maps}" : $"{Maps} × {Height} × {Width}";
}
