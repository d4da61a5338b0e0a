namespace LeNetLab.Simd.Training;

/// <summary>What the optimiser remembers of every weight, in arrays beside the weights' own.</summary>
internal sealed unsafe class OptimizerMemory
{
    private readonly float[] _keeps;
    private readonly NetworkWeights _weights;
    private readonly List<(string Name, nint[] Addresses)> _kinds = [];

    public OptimizerMemory(NetworkWeights weights, OptimizerKind kind)
    {
        _weights = weights;
        string[] names = kind == OptimizerKind.Sgd ? ["momentum_buffer"] : ["exp_avg", "exp_avg_sq"];
        var counts = weights.Arrays.Select(array => array.Count).ToArray();
        (_keeps, var addresses) = WeightArray.Allocate([.. names.SelectMany(_ => counts)]);
        for (var i = 0; i < names.Length; i++)
            _kinds.Add((names[i], addresses[(i * counts.Length)..((i + 1) * counts.Length)]));
    }

    /// <summary>Of an array of weights: Adam's mean of the gradients, or the momentum.</summary>
    public float* First(int array) => (float*)_kinds[0].Addresses[array];

    /// <summary>Adam's mean of their squares, or null.</summary>
    public float* Second(int array) => _kinds.Count > 1 ? (float*)_kinds[1].Addresses[array] : null;

    /// <summary>Adds all of it to a file in memory, named as in torch.</summary>
    public void Put(SafeTensorsFile file)
    {
        foreach (var (name, array, at) in All())
            file.Tensors[name] = SafeTensor.Of(array.Shape, new((float*)at, array.Count));
        GC.KeepAlive(_keeps);
    }

    /// <summary>Takes it from a file; what is not there is 0, as before the first step.</summary>
    public void Get(SafeTensorsFile file)
    {
        foreach (var (name, array, at) in All())
            if (file.Tensors.TryGetValue(name, out var stored))
                stored.ToFloats().CopyTo(new Span<float>((float*)at, array.Count));
    }

    /// <summary>Whether all that a file remembers is of these arrays, and of their shapes.</summary>
    public bool IsSound(SafeTensorsFile file)
    {
        var shapes = All().ToDictionary(all => all.Name, all => all.Array.Shape, StringComparer.Ordinal);
        return file.Tensors.Where(stored => stored.Key.StartsWith(TrainingStep.MemoryPrefix, StringComparison.Ordinal))
            .All(stored => stored.Value.Type is "F32" or "F64" && shapes.TryGetValue(stored.Key, out var shape)
                && stored.Value.Shape.SequenceEqual(shape));
    }

    private IEnumerable<(string Name, WeightArray Array, nint At)> All()
    {
        foreach (var (kind, addresses) in _kinds)
            foreach (var (array, at) in _weights.Arrays.Zip(addresses))
                yield return ($"{TrainingStep.MemoryPrefix}{kind}.{array.Name}", array, at);
    }
}
