using LeNetLab.Models;
using LeNetLab.Simd.Network;
using LeNetLab.Training;
using TorchSharp.Modules;

namespace LeNetLab.Simd.Training;

/// <summary>The second half of a step, in parts that workers can share: a gradient, and the step along it.</summary>
internal sealed class SimdUpdate
{
    // Rows of a full layer in one part: enough work to be worth a turn, few enough to go round.
    private const int RowsAtATime = 8;

    private readonly SimdNetwork _network;
    private readonly SimdBatch _batch;
    private readonly UpdateRule _rule;
    private readonly StepMemory[] _memory;
    private readonly List<Part> _parts = [new Part(null, 0, 0, 0)];
    private readonly (float[] Weights, float[] Biases)[] _gradients;
    private int _groups;

    public SimdUpdate(
        PlannedNetwork model, SimdNetwork network, SimdBatch batch, TrainingOptions options, OptimizerHelper optimizer,
        int workers)
    {
        (_network, _batch) = (network, batch);
        _rule = new UpdateRule(options.Optimizer, options.WeightDecay);
        _memory = StepMemory.Of(optimizer, [.. model.parameters()]);
        Add(LaneFullLayer.C5, SimdShape.C5Units, SimdShape.S4Units);
        Add(LaneFullLayer.F6, SimdShape.F6Units, SimdShape.C5Units);
        Add(LaneFullLayer.Output, model.Plan.Classes, SimdShape.F6Units);
        _gradients = [.. Enumerable.Range(0, workers).Select(
            _ => (new float[RowsAtATime * SimdShape.S4Units], new float[RowsAtATime]))];
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
        _rule.Begin(rate, step);
    }

    /// <summary>Does one part.</summary>
    public void Apply(int part, int worker)
    {
        var (weights, biases) = _gradients[worker];
        if (_parts[part] is { Layer: { } layer } rows)
        {
            var gradient = weights.AsSpan(0, rows.Count * rows.Columns);
            _network.FullGradient(layer, _batch, _groups, rows.First, rows.Count, gradient, biases);
            // c1, c3, c5, f6, output: a weight and a bias each.
            var weight = 2 * (2 + (int)layer);
            _rule.Apply(_memory[weight].Slice(rows.First * rows.Columns, gradient.Length), gradient);
            _rule.Apply(_memory[weight + 1].Slice(rows.First, rows.Count), biases.AsSpan(0, rows.Count));
            return;
        }

        var all = weights.AsSpan(0, SimdShape.ConvolutionParameters);
        _network.ConvolutionGradient(_batch, _groups, all);
        foreach (var memory in _memory.AsSpan(0, 4))
        {
            var count = (int)memory.Values.numel();
            _rule.Apply(memory.Slice(0, count), all[..count]);
            all = all[count..];
        }
    }

    private void Add(LaneFullLayer layer, int rows, int columns)
    {
        for (var first = 0; first < rows; first += RowsAtATime)
            _parts.Add(new Part(layer, first, Math.Min(RowsAtATime, rows - first), columns));
    }

    /// <summary>Rows of a full layer; without a layer, both convolutions.</summary>
    private readonly record struct Part(LaneFullLayer? Layer, int First, int Count, int Columns);
}
