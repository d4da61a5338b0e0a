namespace LeNetLab.Models;

/// <summary>The square of the input that one unit of a layer sees.</summary>
/// <param name="Size">Its side, in input pixels.</param>
/// <param name="Stride">How far it moves from one unit to the next, in input pixels.</param>
public sealed record ReceptiveField(int Size, int Stride)
{
    /// <summary>
    /// Follows the windows from the input up to a layer: LeNet-5's C1 sees 5, S2 6, C3 14, S4 16 and C5 32.
    /// </summary>
    /// <param name="layers">The layers from the input on, as <see cref="NetworkPlan.Summary"/> gives them.</param>
    /// <param name="name">The layer.</param>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public static ReceptiveField Of(IReadOnlyList<LayerSummary> layers, string name)
    {
        ArgumentNullException.ThrowIfNull(layers);
        int size = 1, stride = 1;
        foreach (var layer in layers)
        {
            if (layer.Kind is LayerKind.Full or LayerKind.RadialBasis)
                size = stride = Math.Max(layers[0].Height, layers[0].Width);
            if (layer.Kernel > 0) size += (layer.Kernel - 1) * stride;
            if (layer.Kind == LayerKind.Subsampling) stride *= layer.Kernel;
            if (layer.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return new ReceptiveField(size, stride);
        }

        throw new KeyNotFoundException(
            $"There is no layer '{name}'; there are {string.Join(", ", layers.Select(l => l.Name))}.");
    }
}
