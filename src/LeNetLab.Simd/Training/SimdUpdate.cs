namespace LeNetLab.Simd.Training;

/// <summary>The second half of a step, in parts that workers can share: a gradient, and the step along it.</summary>
internal sealed unsafe class SimdUpdate : IDisposable
{
    // Weights of one part: enough work to be worth a turn, few enough to go round.
    private const int WeightsAtATime = 3_200;

    private readonly SimdMemory _memory = new();
    private readonly SimdBatch _batch;
    private readonly UpdateRule _rule;
    private readonly OptimizerMemory _optimizer;
    private readonly List<Part> _parts = [];
    private readonly nint[] _gradients;
    private int _groups;

    public SimdUpdate(
        SimdNetwork network, SimdBatch batch, NetworkWeights weights, TrainingOptions options,
        OptimizerMemory optimizer, int workers)
    {
        (_batch, _optimizer, _rule) = (batch, optimizer, network.Rule(options));
        var array = weights.Arrays.Count;
        // From the last layer on: its gradient is known first.
        foreach (var layer in network.Layers.Where(layer => layer.Weights is not null).Reverse())
        {
            array -= 2;
            // Rows by threes, since so many share a block of sums; of long ones more, which share what they read.
            var rows = Math.Max(layer.Columns > 512 ? 18 : 6, WeightsAtATime / layer.GradientStride / 6 * 6);
            for (var first = 0; first < layer.Rows; first += rows)
                _parts.Add(new Part(layer, array, first, Math.Min(rows, layer.Rows - first)));
        }

        var floats = _parts.Max(part => part.Rows * (part.Layer.GradientStride + 1));
        _gradients = [.. Enumerable.Range(0, workers).Select(_ => (nint)_memory.Take<float>(floats))];
    }

    /// <summary>Number of parts.</summary>
    public int Parts => _parts.Count;

    /// <summary>Says what the parts are of.</summary>
    /// <param name="groups">Groups in the batch.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public void Begin(int groups, double rate, long step)
    {
        _groups = groups;
        _batch.Begin();
        _rule.Begin(rate, step);
    }

    /// <summary>Whether all groups have left what a part needs, and need its weights no longer.</summary>
    public bool IsReady(int number) => _batch.Passed(_parts[number].Layer) == _groups;

    /// <summary>Does one part.</summary>
    public void Apply(int number, int worker)
    {
        var (layer, array, first, rows) = _parts[number];
        var (columns, stride) = (layer.Columns, layer.GradientStride);
        float* weights = (float*)_gradients[worker], biases = weights + rows * stride;
        layer.Gradient(_batch, _groups, first, rows, weights, biases);
        if (stride == columns) Step(array, layer.Weights!, first * columns, weights, rows * columns);
        else
            for (var r = 0; r < rows; r++)
                Step(array, layer.Weights!, (first + r) * columns, weights + r * stride, columns);
        Step(array + 1, layer.Biases!, first, biases, rows);
        layer.Changed(first, rows);
    }

    public void Dispose() => _memory.Dispose();

    private void Step(int array, WeightArray values, int start, float* gradient, int count)
    {
        var second = _optimizer.Second(array);
        _rule.Apply(
            values.Address + start, _optimizer.First(array) + start, second == null ? null : second + start, gradient,
            count);
    }

    /// <summary>Rows of a layer.</summary>
    /// <param name="Layer">The layer.</param>
    /// <param name="Array">Number of its weights among the network's arrays; its biases are the next.</param>
    /// <param name="First">The first row.</param>
    /// <param name="Rows">How many.</param>
    private readonly record struct Part(SimdLayer Layer, int Array, int First, int Rows);
}
