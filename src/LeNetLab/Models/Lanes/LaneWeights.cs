using LeNetLab.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LeNetLab.Models.Lanes;

/// <summary>A matrix of weights [rows, columns] with a bias a row.</summary>
internal readonly unsafe struct LaneLayer(float* weights, float* biases, int rows, int columns)
{
    public float* Weights { get; } = weights;

    public float* Biases { get; } = biases;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;
}

/// <summary>
/// Where a network's weights lie. They are the network's own tensors and no copies: what is learnt here is learnt there.
/// </summary>
internal sealed unsafe class LaneWeights
{
    // Keeps the tensors alive, and with them the memory that the layers point into.
    private readonly Tensor[] _tensors;

    public LaneWeights(LeNet5 model)
    {
        _tensors = [.. model.parameters()];
        Classes = model.Options.Classes;
        C1 = Layer(model.C1, LaneShape.C1Maps, LaneShape.C1Fan);
        C3 = Layer(model.C3, LaneShape.C3Maps, LaneShape.C3Fan);
        C5 = Layer(model.C5, LaneShape.C5Units, LaneShape.S4Units);
        F6 = Layer(model.F6, LaneShape.F6Units, LaneShape.C5Units);
        Output = Layer(model.Output, Classes, LaneShape.F6Units);
    }

    public int Classes { get; }

    public LaneLayer C1 { get; }

    public LaneLayer C3 { get; }

    public LaneLayer C5 { get; }

    public LaneLayer F6 { get; }

    public LaneLayer Output { get; }

    /// <summary>Whether the network's weights can be used where they lie: float32, in main memory, without gaps.</summary>
    public static bool CanTake(LeNet5 model) => model.parameters().All(p =>
        p.dtype == ScalarType.Float32 && p.device_type == TorchSharp.DeviceType.CPU && p.is_contiguous());

    private static LaneLayer Layer(Conv2d layer, int rows, int columns) => Layer(layer.weight, layer.bias!, rows, columns);

    private static LaneLayer Layer(Linear layer, int rows, int columns) => Layer(layer.weight!, layer.bias!, rows, columns);

    // Native memory does not move, so the pointers stay good after `fixed` has ended.
    private static LaneLayer Layer(Tensor weight, Tensor bias, int rows, int columns)
    {
        fixed (float* w = weight.Floats(), b = bias.Floats()) return new LaneLayer(w, b, rows, columns);
    }
}
