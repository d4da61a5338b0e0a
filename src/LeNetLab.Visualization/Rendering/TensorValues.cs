namespace LeNetLab.Visualization.Rendering;

internal static class TensorValues
{
    /// <summary>Every element as float, row by row; nothing of the tensor is kept or disposed.</summary>
    public static float[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
