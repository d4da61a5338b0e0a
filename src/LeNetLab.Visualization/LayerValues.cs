namespace LeNetLab.Visualization;

/// <summary>What one layer gave for one input: its maps, copied out of the network.</summary>
public sealed record LayerValues
{
    /// <summary>Keeps a layer's values.</summary>
    /// <param name="name">The layer's name, such as <c>C1</c>.</param>
    /// <param name="data">The <c>maps * height * width</c> values, map by map, in rows from the top.</param>
    /// <param name="maps">How many maps, at least 1.</param>
    /// <param name="height">Rows of a map, at least 1.</param>
    /// <param name="width">Columns of a map, at least 1.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or a dimension is below
    /// 1.</exception>
    public LayerValues(string name, float[] data, int maps, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        if (maps < 1 || height < 1 || width < 1)
            throw new ArgumentException(
                $"{name}: a layer has at least one map of one value; got {maps}@{height}×{width}.", nameof(maps));
        if (data.Length != (long)maps * height * width)
            throw new ArgumentException($"{name}: {maps}@{height}×{width} has {(long)maps * height * width} values; " +
                $"got {data.Length}.", nameof(data));
        (Name, Data, Maps, Height, Width) = (name, data, maps, height, width);
    }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>The values, map by map, each in rows from the top.</summary>
    public float[] Data { get; }

    /// <summary>How many maps.</summary>
    public int Maps { get; }

    /// <summary>Rows of a map.</summary>
    public int Height { get; }

    /// <summary>Columns of a map.</summary>
    public int Width { get; }

    /// <summary>Whether each map is one value, as in C5, F6 and the output.</summary>
    public bool IsVector => Height == 1 && Width == 1;

    /// <summary>The shape as the paper writes it, <c>6@28×28</c>, or the count alone for a vector.</summary>
    public string Shape => IsVector ? $"{Maps}" : $"{Maps}@{Height}×{Width}";

    /// <summary>Copies a layer's output out of a tensor; the tensor stays the caller's.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="tensor">[maps], [maps, height, width], or with a leading batch dimension of 1; any type and
    /// device.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static LayerValues From(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = tensor.shape;
        var (maps, height, width) = shape switch
        {
            [var c] => (c, 1L, 1L),
            [1, var c] => (c, 1L, 1L),
            [var c, var h, var w] => (c, h, w),
            [1, var c, var h, var w] => (c, h, w),
            _ => throw new ArgumentException(
                $"{name}: a layer's output for one input is [maps] or [maps, height, width]; got " +
                $"[{string.Join(", ", shape)}].", nameof(tensor)),
        };
        return new LayerValues(name, TensorValues.Copy(tensor), checked((int)maps), checked((int)height),
            checked((int)width));
    }

    /// <summary>Copies what a layer answered to one image of a batch; the maps stay their owner's.</summary>
    /// <param name="map">The layer.</param>
    /// <param name="image">Which image of the batch.</param>
    public static LayerValues From(LayerMap map, int image = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new LayerValues(map.Name, map.ToArray(image), map.Channels, map.Height, map.Width);
    }

    /// <summary>The values of one map, in rows from the top.</summary>
    internal ReadOnlySpan<float> Map(int index) => Data.AsSpan(index * Height * Width, Height * Width);
}
