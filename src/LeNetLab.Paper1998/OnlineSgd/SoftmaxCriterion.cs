using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// What is usual today: one logit a class, and E = −ln of the share that softmax gives the right one.
/// </summary>
public sealed class SoftmaxCriterion<T>(int classes) : Criterion<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override int Inputs => classes;

    /// <inheritdoc/>
    public override int Classes => classes;

    /// <inheritdoc/>
    public override void Scores(ReadOnlySpan<T> answer, Span<T> scores) => answer.CopyTo(scores);

    /// <inheritdoc/>
    public override T Gradient(ReadOnlySpan<T> answer, int label, Span<T> gradient)
    {
        Share(answer, gradient);
        var error = -T.Log(T.Max(gradient[label], T.Epsilon));
        gradient[label] -= T.One;
        return error;
    }

    /// <inheritdoc/>
    public override void Curvature(ReadOnlySpan<T> answer, int label, Span<T> curvature)
    {
        Share(answer, curvature);
        foreach (ref var p in curvature) p *= T.One - p;
    }

    // Less the largest, so that no exponential overflows.
    private static void Share(ReadOnlySpan<T> answer, Span<T> shares)
    {
        TensorPrimitives.Subtract(answer, TensorPrimitives.Max(answer), shares);
        TensorPrimitives.Exp<T>(shares, shares);
        TensorPrimitives.Divide(shares, TensorPrimitives.Sum<T>(shares), shares);
    }

    /// <summary>The error in words.</summary>
    public override string ToString() => "cross-entropy of a softmax";
}
