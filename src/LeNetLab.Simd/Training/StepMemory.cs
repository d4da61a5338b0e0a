using LeNetLab.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LeNetLab.Simd.Training;

/// <summary>One parameter and what the optimiser remembers of it, where torch has them.</summary>
/// <param name="Values">The weights.</param>
/// <param name="First">Adam's mean of the gradients, or the momentum.</param>
/// <param name="Second">Adam's mean of their squares, or null.</param>
internal sealed record StepMemory(Tensor Values, Tensor First, Tensor? Second)
{
    /// <summary>Part of the parameter.</summary>
    public Part Slice(int start, int count) => new(
        Values.Floats().Slice(start, count), First.Floats().Slice(start, count),
        Second is null ? default : Second.Floats().Slice(start, count));

    /// <summary>
    /// The memory of every parameter, in the optimiser's order. A momentum that does not exist yet is made.
    /// </summary>
    public static StepMemory[] Of(OptimizerHelper optimizer, IReadOnlyList<Parameter> parameters)
    {
        var states = optimizer.state_dict().State;
        return [.. parameters.Select((parameter, i) => Of(states[i], parameter))];
    }

    private static StepMemory Of(OptimizerState state, Parameter parameter)
    {
        switch (state)
        {
            case Adam.State adam:
                return new StepMemory(parameter, adam.exp_avg, adam.exp_avg_sq);
            case AdamW.State adam:
                return new StepMemory(parameter, adam.exp_avg, adam.exp_avg_sq);
            case SGD.State sgd:
                // Torch begins with the first gradient; 0.9 · 0 and that gradient is the same.
                sgd.momentum_buffer ??= zeros_like(parameter).DetachFromDisposeScope();
                return new StepMemory(parameter, sgd.momentum_buffer, null);
            default:
                throw new ArgumentException($"There is no rule for {state.GetType().Name}.");
        }
    }

    /// <summary>Spans over part of a parameter.</summary>
    internal readonly ref struct Part(Span<float> values, Span<float> first, Span<float> second)
    {
        public Span<float> Values { get; } = values;

        public Span<float> First { get; } = first;

        public Span<float> Second { get; } = second;
    }
}
