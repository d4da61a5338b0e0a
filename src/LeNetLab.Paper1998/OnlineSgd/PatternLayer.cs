using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LeNetLab.Simd.Kernels;
using LeNetLab.Simd.Network;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// One layer of a network that learns from one pattern at a time, in plain C#: a linear part with weights, and the
/// paper's squashing after it. At one pattern a step, an operation of a tensor library costs more to call than to
/// compute.
/// </summary>
/// <typeparam name="T">float to train; double to be checked.</typeparam>
public abstract class PatternLayer<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    // The squashing's derivative by its own value y: f' = S/A · (A² − y²).
    private static readonly T Amplitude = T.CreateChecked(ScaledTanh.Amplitude),
        Slope = T.CreateChecked(ScaledTanh.Slope);

    private readonly T[] _delta, _squaredWeights, _patternCurvature;
    private readonly bool _squashes;
    private T[] _squares = [];

    /// <param name="inputs">Numbers that come in.</param>
    /// <param name="outputs">Numbers that go out.</param>
    /// <param name="weights">Trainable numbers, biases included.</param>
    /// <param name="connections">Connections as the paper counts them: every use of a weight, biases included.</param>
    /// <param name="squashes">Whether f follows; else the sums themselves go out.</param>
    private protected PatternLayer(int inputs, int outputs, int weights, int connections, bool squashes = true)
    {
        (Inputs, Outputs, Connections, _squashes) = (inputs, outputs, connections, squashes);
        (Weights, Gradient, Curvature, Rates) = (new T[weights], new T[weights], new T[weights], new T[weights]);
        _delta = new T[outputs];
        (_squaredWeights, _patternCurvature) = (new T[weights], new T[weights]);
    }

    /// <summary>Numbers that come in.</summary>
    public int Inputs { get; }

    /// <summary>Numbers that go out.</summary>
    public int Outputs { get; }

    /// <summary>Connections as the paper counts them: every use of a weight, biases included.</summary>
    public int Connections { get; }

    /// <summary>Multiply-adds to get the outputs: the connections that are no bias.</summary>
    public int MultiplyAdds => Connections - Outputs;

    /// <summary>The trainable numbers: kernels or coefficients first, then biases.</summary>
    public T[] Weights { get; }

    /// <summary>∂E/∂w of the last pattern.</summary>
    public T[] Gradient { get; }

    /// <summary>Sum over patterns of the Gauss-Newton estimate of ∂²E/∂w².</summary>
    public T[] Curvature { get; }

    /// <summary>What a weight's gradient is multiplied by in a step, ε_k of eq. 21.</summary>
    public T[] Rates { get; }

    /// <summary>Number of inputs F of the unit that a weight belongs to.</summary>
    public abstract int FanIn(int weight);

    /// <summary>x = f(a), from the inputs.</summary>
    public void Forward(ReadOnlySpan<T> input, Span<T> output)
    {
        Sum(input, output);
        if (!_squashes) return;
        if (typeof(T) == typeof(float)) output = SquashFloats(output);
        TensorPrimitives.Multiply(output, Slope, output);
        TensorPrimitives.Tanh(output, output);
        TensorPrimitives.Multiply(output, Amplitude, output);
    }

    /// <summary>Back-propagation: from ∂E/∂output to ∂E/∂input, and to <see cref="Gradient"/> or a step.</summary>
    /// <param name="input">As it was given to <see cref="Forward"/>, which ran last on this pattern.</param>
    /// <param name="output">What came out.</param>
    /// <param name="outputGradient">∂E/∂output.</param>
    /// <param name="inputGradient">Receives ∂E/∂input, by the weights before a step; empty where nobody asks.</param>
    /// <param name="rule">Moves the weights, and the gradient may be spent on it; null for the gradient alone.</param>
    public void Backward(ReadOnlySpan<T> input, ReadOnlySpan<T> output, ReadOnlySpan<T> outputGradient,
        Span<T> inputGradient, StepRule<T>? rule = null)
    {
        TimesDerivative(output, outputGradient, _delta);
        if (rule == StepRule<T>.Rates && PropagateAndMove(input, _delta, inputGradient)) return;
        Propagate(Weights, Features(input), _delta, inputGradient, Gradient);
        rule?.Step(this);
    }

    /// <summary>
    /// The same for second derivatives, in the Gauss-Newton form that drops f″ (appendix C): it is back-propagation
    /// with every factor squared. Adds to <see cref="Curvature"/>.
    /// </summary>
    /// <param name="input">As in <see cref="Backward"/>.</param>
    /// <param name="output">As in <see cref="Backward"/>.</param>
    /// <param name="outputCurvature">∂²E/∂output².</param>
    /// <param name="inputCurvature">Receives ∂²E/∂input²; empty where nobody asks.</param>
    public void BackwardCurvature(ReadOnlySpan<T> input, ReadOnlySpan<T> output, ReadOnlySpan<T> outputCurvature,
        Span<T> inputCurvature)
    {
        TimesDerivative(output, outputCurvature, _delta);
        TimesDerivative(output, _delta, _delta);
        PropagateCurvature(input, _delta, inputCurvature);
    }

    /// <summary>The linear part: a, from the inputs.</summary>
    private protected abstract void Sum(ReadOnlySpan<T> input, Span<T> sums);

    /// <summary>
    /// What the weights are multiplied with: the inputs themselves, but the sums of patches in subsampling, and the
    /// columns of the maps in a convolution.
    /// </summary>
    private protected virtual ReadOnlySpan<T> Features(ReadOnlySpan<T> input) => input;

    /// <summary>From δ, one number for each a: Σ w·δ for each input, and Σ feature·δ for each weight.</summary>
    private protected abstract void Propagate(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> features, ReadOnlySpan<T> delta, Span<T> forInputs,
        Span<T> forWeights);

    /// <summary>
    /// The same with a step by <see cref="StepRule{T}.Rates"/> in one go, where a layer can do that: true if so.
    /// </summary>
    private protected virtual bool PropagateAndMove(
        ReadOnlySpan<T> input, ReadOnlySpan<T> delta, Span<T> forInputs) => false;

    /// <summary>
    /// The same for curvatures: with the squares of weights and features. Adds to <see cref="Curvature"/>.
    /// </summary>
    private protected virtual void PropagateCurvature(ReadOnlySpan<T> input, ReadOnlySpan<T> delta, Span<T> forInputs)
    {
        var features = Features(input);
        if (_squares.Length < features.Length) _squares = new T[features.Length];
        TensorPrimitives.Multiply(features, features, _squares);
        TensorPrimitives.Multiply(Weights, Weights, _squaredWeights);
        Propagate(_squaredWeights, _squares, delta, forInputs, _patternCurvature);
        TensorPrimitives.Add(Curvature, _patternCurvature, Curvature);
    }

    /// <summary>Squashes what fills whole registers, by the kernel of the fast backend.</summary>
    /// <returns>The rest.</returns>
    private static unsafe Span<T> SquashFloats(Span<T> sums)
    {
        var registers = sums.Length / SimdNetwork.BestLanes;
        fixed (T* first = sums)
        {
            var at = (float*)first;
            switch (SimdNetwork.BestLanes)
            {
                case 16: ActivationKernel<Simd512, Vector512<float>>.Apply(at, registers, Activation.ScaledTanh); break;
                case 8: ActivationKernel<Simd256, Vector256<float>>.Apply(at, registers, Activation.ScaledTanh); break;
                default: ActivationKernel<Simd128, Vector128<float>>.Apply(at, registers, Activation.ScaledTanh); break;
            }
        }

        return sums[(registers * SimdNetwork.BestLanes)..];
    }

    /// <summary>result = f′(a) · factor, from x = f(a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void TimesDerivative(ReadOnlySpan<T> output, ReadOnlySpan<T> factor, Span<T> result)
    {
        if (!_squashes)
        {
            factor.CopyTo(result);
            return;
        }

        T highest = Slope * Amplitude, share = Slope / Amplitude;
        Vector<T> allHighest = new(highest), allShare = new(share);
        nint i = 0, count = output.Length, lanes = Vector<T>.Count;
        fixed (T* x = output, from = factor, to = result)
        {
            for (; i <= count - lanes; i += lanes)
            {
                var value = Vector.Load(x + i);
                Vector.Store((allHighest - allShare * (value * value)) * Vector.Load(from + i), to + i);
            }

            for (; i < count; i++) to[i] = (highest - share * (x[i] * x[i])) * from[i];
        }
    }
}
