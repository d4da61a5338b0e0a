namespace LeNetLab.Models;

/// <summary>What a layer does.</summary>
public enum LayerKind
{
    /// <summary>The picture itself.</summary>
    Input,

    /// <summary>A convolution: the same small kernel at every place.</summary>
    Convolution,

    /// <summary>Subsampling: one pixel for each 2×2 patch.</summary>
    Subsampling,

    /// <summary>A full connection: every unit sees every input.</summary>
    Full,
}

/// <summary>One layer in numbers.</summary>
/// <param name="Name">The paper's name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Maps">Number of maps, or of units in a full layer.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Kernel">Side of the window that one unit sees in the layer below; 0 for the input and full layers.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of one forward pass of one image in convolutions and full layers, bias not counted; 0 for subsampling.</param>
public sealed record LayerSummary(
    string Name, LayerKind Kind, int Maps, int Height, int Width, int Kernel, long Parameters, long MultiplyAdds)
{
    /// <summary>The shape of one image's answer, as "6 × 28 × 28", or "84" for a full layer.</summary>
    public string Shape => Kind == LayerKind.Full ? $"{Maps}" : $"{Maps} × {Height} × {Width}";
}
