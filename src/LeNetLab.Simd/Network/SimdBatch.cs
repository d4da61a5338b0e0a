namespace LeNetLab.Simd.Network;

/// <summary>What the groups of one batch leave behind for the gradients of the weights.</summary>
internal sealed unsafe class SimdBatch : IDisposable
{
    private readonly SimdMemory _memory = new();
    private readonly float*[] _layers;
    private readonly int[] _passed;

    public SimdBatch(SimdNetwork network, int batchSize)
    {
        Capacity = (batchSize + network.Lanes - 1) / network.Lanes;
        _layers = new float*[network.Levels.Length];
        foreach (var layer in network.Layers.Where(layer => layer.BatchFloats > 0))
            _layers[layer.Above.Index] = _memory.Take<float>(checked(Capacity * layer.BatchFloats));
        (Losses, Right, _passed) = (new double[Capacity], new int[Capacity], new int[network.Levels.Length]);
    }

    /// <summary>Groups that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>What the images' background is, where the input's values are less by so much; else 0.</summary>
    public float Background { get; set; }

    /// <summary>Sum of the losses of each group.</summary>
    public double[] Losses { get; }

    /// <summary>Images of each group that were read right.</summary>
    public int[] Right { get; }

    /// <summary>A layer's <see cref="SimdLayer.BatchFloats"/> of a group; the next group's follow.</summary>
    public float* Of(SimdLayer layer, int group) => _layers[layer.Above.Index] + (nint)group * layer.BatchFloats;

    /// <summary>No group has gone down yet.</summary>
    public void Begin() => Array.Clear(_passed);

    /// <summary>One more group has gone down through a layer, which it needs no longer.</summary>
    public void Pass(SimdLayer layer) => Interlocked.Increment(ref _passed[layer.Above.Index]);

    /// <summary>Groups that have gone down through a layer.</summary>
    public int Passed(SimdLayer layer) => Volatile.Read(ref _passed[layer.Above.Index]);

    public void Dispose() => _memory.Dispose();
}
