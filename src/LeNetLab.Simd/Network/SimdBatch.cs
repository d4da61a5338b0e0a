namespace LeNetLab.Simd.Network;

/// <summary>What the groups of one batch leave behind for the gradients of the weights.</summary>
internal sealed unsafe class SimdBatch : IDisposable
{
    private readonly SimdMemory _memory = new();
    private readonly int _lanes;
    private readonly int _classes;

    public SimdBatch(int batchSize, int lanes, int classes)
    {
        (_lanes, _classes) = (lanes, classes);
        Capacity = (batchSize + lanes - 1) / lanes;
        var images = Capacity * lanes;
        S4 = _memory.Take<float>(images * SimdShape.S4Units);
        C5 = _memory.Take<float>(images * SimdShape.C5Units);
        F6 = _memory.Take<float>(images * SimdShape.F6Units);
        C5Delta = _memory.Take<float>(images * SimdShape.C5Units);
        F6Delta = _memory.Take<float>(images * SimdShape.F6Units);
        OutputDelta = _memory.Take<float>(images * classes);
        ConvolutionGradient = _memory.Take<float>(Capacity * SimdShape.ConvolutionParameters);
        Losses = new double[Capacity];
        Right = new int[Capacity];
    }

    /// <summary>Groups that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>S4 image by image, [images, 400]; likewise C5 and F6.</summary>
    public float* S4 { get; }

    public float* C5 { get; }

    public float* F6 { get; }

    /// <summary>Gradient by the sums of C5, [groups, units, lanes]; likewise F6 and the outputs.</summary>
    public float* C5Delta { get; }

    public float* F6Delta { get; }

    public float* OutputDelta { get; }

    /// <summary>Gradient of C1's and C3's weights and biases, [groups, parameters].</summary>
    public float* ConvolutionGradient { get; }

    /// <summary>Sum of the cross-entropies of each group.</summary>
    public double[] Losses { get; }

    /// <summary>Images of each group that were read right.</summary>
    public int[] Right { get; }

    public float* C5DeltaOf(int group) => C5Delta + group * SimdShape.C5Units * _lanes;

    public float* F6DeltaOf(int group) => F6Delta + group * SimdShape.F6Units * _lanes;

    public float* OutputDeltaOf(int group) => OutputDelta + group * _classes * _lanes;

    public float* ConvolutionGradientOf(int group) => ConvolutionGradient + group * SimdShape.ConvolutionParameters;

    public void Dispose() => _memory.Dispose();
}
