namespace LeNetLab.Simd.Network;

/// <summary>
/// The maps between two layers, for one group of images: [maps, rows, columns] registers of values within a margin of
/// zeros, and of gradients by the sums behind them, with zeros at the left and right. Units are maps of 1×1.
/// </summary>
/// <param name="index">Its number; the input's is 0.</param>
/// <param name="maps">Number of maps.</param>
/// <param name="height">Rows of a map.</param>
/// <param name="width">Columns of a map.</param>
/// <param name="lanes">Floats in a register.</param>
internal sealed unsafe class SimdLevel(int index, int maps, int height, int width, int lanes)
{
    public int Index { get; } = index;

    public int Maps { get; } = maps;

    public int Height { get; } = height;

    public int Width { get; } = width;

    public int Units { get; } = maps * height * width;

    /// <summary>The squashing function that made the values of the sums; null for none.</summary>
    public Activation? Activation { get; init; }

    /// <summary>
    /// Whether the values are less than the images' by those of the background: then most of them are 0, and the layer
    /// above adds the rest to its biases.
    /// </summary>
    public bool Shifted { get; set; }

    /// <summary>Zeros around the values, which the convolution above pads with.</summary>
    public int Margin { get; set; }

    /// <summary>Zeros at the right of them, for a convolution whose last tile ends outside.</summary>
    public int Beyond { get; set; }

    /// <summary>Zeros at the left and right of the gradients, for the convolution below.</summary>
    public int DeltaMargin { get; set; }

    /// <summary>Whether the gradients take the place of the values, which nobody needs by then.</summary>
    public bool InPlace { get; set; }

    /// <summary>Floats from one row of values to the next.</summary>
    public int Row => (Width + 2 * Margin + Beyond) * lanes;

    /// <summary>Floats from one map of values to the next.</summary>
    public int Plane => (Height + 2 * Margin) * Row;

    /// <summary>Floats from one row of gradients to the next.</summary>
    public int DeltaRow => (Width + 2 * DeltaMargin) * lanes;

    /// <summary>Floats from one map of gradients to the next.</summary>
    public int DeltaPlane => Height * DeltaRow;

    /// <summary>The values of a row.</summary>
    public float* Values(SimdScratch scratch, int map, int y) =>
        scratch.Values[Index] + map * Plane + (y + Margin) * Row + Margin * lanes;

    /// <summary>The gradients by the sums of a row.</summary>
    public float* Deltas(SimdScratch scratch, int map, int y) =>
        scratch.Deltas[Index] + map * DeltaPlane + y * DeltaRow + DeltaMargin * lanes;
}
