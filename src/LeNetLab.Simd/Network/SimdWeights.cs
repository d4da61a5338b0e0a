using LeNetLab.Models;
using LeNetLab.Native;
using static TorchSharp.torch;

namespace LeNetLab.Simd.Network;

/// <summary>A matrix of weights [rows, columns] with a bias a row.</summary>
internal readonly unsafe struct LaneLayer(float* weights, float* biases, int rows, int columns)
{
    public float* Weights { get; } = weights;

    public float* Biases { get; } = biases;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;
}

/// <summary>
/// Where a network's weights lie. Those of a <see cref="LeNet5"/> are its own tensors and no copies: what is learnt
/// here is learnt there.
/// </summary>
internal sealed unsafe class SimdWeights : IDisposable
{
    // Keeps the tensors alive, and with them the memory that the layers point into.
    private readonly Tensor[] _tensors = [];
    private readonly SimdMemory _memory = new();

    /// <param name="model">Of LeNet-5's plan: a weight and a bias a layer, in the layers' order.</param>
    public SimdWeights(PlannedNetwork model)
    {
        _tensors = [.. model.parameters()];
        C1 = Layer(0, SimdShape.C1Maps, SimdShape.C1Fan);
        C3 = Layer(1, SimdShape.C3Maps, SimdShape.C3Fan);
        C5 = Layer(2, SimdShape.C5Units, SimdShape.S4Units);
        F6 = Layer(3, SimdShape.F6Units, SimdShape.C5Units);
        Output = Layer(4, model.Plan.Classes, SimdShape.F6Units);

        // Native memory does not move, so the pointers stay good after `fixed` has ended.
        LaneLayer Layer(int layer, int rows, int columns)
        {
            fixed (float* w = _tensors[2 * layer].Floats(), b = _tensors[2 * layer + 1].Floats())
                return new LaneLayer(w, b, rows, columns);
        }
    }

    /// <param name="file">A copy is taken of its weights.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <param name="source">What an error calls the file.</param>
    /// <exception cref="SafeTensorsFormatException">One is missing, or of another shape or type.</exception>
    public SimdWeights(SafeTensorsFile file, int classes, string source)
    {
        C1 = Layer("c1", [SimdShape.C1Maps, 1, SimdShape.Kernel, SimdShape.Kernel]);
        C3 = Layer("c3", [SimdShape.C3Maps, SimdShape.C1Maps, SimdShape.Kernel, SimdShape.Kernel]);
        C5 = Layer("c5", [SimdShape.C5Units, SimdShape.C3Maps, SimdShape.Kernel, SimdShape.Kernel]);
        F6 = Layer("f6", [SimdShape.F6Units, SimdShape.C5Units]);
        Output = Layer("output", [classes, SimdShape.F6Units]);

        LaneLayer Layer(string name, long[] shape)
        {
            var columns = (int)shape[1..].Aggregate((a, b) => a * b);
            return new LaneLayer(
                Copy($"{name}.weight", shape), Copy($"{name}.bias", [shape[0]]), (int)shape[0], columns);
        }

        float* Copy(string name, long[] shape)
        {
            var stored = ModelWeights.Find(file, name, shape, nameof(LeNet5), source);
            if (stored.Type is not ("F32" or "F64"))
                throw new SafeTensorsFormatException($"{source} has '{name}' as {stored.Type}, and LeNet5 needs F32");
            var numbers = stored.ToFloats();
            var memory = _memory.Take<float>(numbers.Length);
            numbers.CopyTo(new Span<float>(memory, numbers.Length));
            return memory;
        }
    }

    public LaneLayer C1 { get; }

    public LaneLayer C3 { get; }

    public LaneLayer C5 { get; }

    public LaneLayer F6 { get; }

    public LaneLayer Output { get; }

    /// <summary>
    /// Whether the network's weights can be used where they lie: float32, in main memory, without gaps.
    /// </summary>
    public static bool CanTake(PlannedNetwork model) => model.parameters().All(p =>
        p.dtype == ScalarType.Float32 && p.device_type == TorchSharp.DeviceType.CPU && p.is_contiguous());

    public void Dispose()
    {
        _memory.Dispose();
        GC.KeepAlive(_tensors);
    }
}
