using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) with β = 0.9 and 0.999, one pattern a step; its rate is the layer's.
/// </summary>
public sealed class AdamRule<T> : StepRule<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T First = T.CreateChecked(0.9), Second = T.CreateChecked(0.999),
        Tiny = T.CreateChecked(1e-8);

    // For each layer the running mean of the gradient, that of its square, room to work in, and the decay of both
    // means.
    private readonly Dictionary<PatternLayer<T>, T[][]> _memory = [];

    /// <inheritdoc/>
    public override IReadOnlyList<T[]> Memory(PatternLayer<T> layer) => Remembered(layer);

    /// <inheritdoc/>
    public override void Step(PatternLayer<T> layer)
    {
        var memory = Remembered(layer);
        var (mean, square, room, decay) = (memory[0], memory[1], memory[2], memory[3]);
        TensorPrimitives.Multiply(mean, First, mean);
        TensorPrimitives.MultiplyAdd(layer.Gradient, T.One - First, mean, mean);
        TensorPrimitives.Multiply(layer.Gradient, layer.Gradient, layer.Gradient);
        TensorPrimitives.Multiply(square, Second, square);
        TensorPrimitives.MultiplyAdd(layer.Gradient, T.One - Second, square, square);

        decay[0] *= First;
        decay[1] *= Second;
        TensorPrimitives.Multiply(square, T.One / (T.One - decay[1]), room);
        TensorPrimitives.Sqrt<T>(room, room);
        TensorPrimitives.Add(room, Tiny, room);
        TensorPrimitives.Divide(mean, room, room);
        TensorPrimitives.Multiply(room, layer.Rates, room);
        TensorPrimitives.Multiply(room, T.One / (T.One - decay[0]), room);
        TensorPrimitives.Subtract(layer.Weights, room, layer.Weights);
    }

    private T[][] Remembered(PatternLayer<T> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (_memory.TryGetValue(layer, out var memory)) return memory;
        var count = layer.Weights.Length;
        return _memory[layer] = [new T[count], new T[count], new T[count], [T.One, T.One]];
    }
}
