using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>One output a class, asked to be +1 for the right class and −1 for the others: E = ½ Σ (x − t)².</summary>
public sealed class SquaredErrorCriterion<T>(int classes) : Criterion<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Half = T.CreateChecked(0.5);

    /// <inheritdoc/>
    public override int Inputs => classes;

    /// <inheritdoc/>
    public override int Classes => classes;

    /// <inheritdoc/>
    public override void Scores(ReadOnlySpan<T> answer, Span<T> scores) => answer.CopyTo(scores);

    /// <inheritdoc/>
    public override T Gradient(ReadOnlySpan<T> answer, int label, Span<T> gradient)
    {
        TensorPrimitives.Add(answer, T.One, gradient);
        gradient[label] = answer[label] - T.One;
        return Half * TensorPrimitives.SumOfSquares<T>(gradient);
    }

    /// <inheritdoc/>
    public override void Curvature(ReadOnlySpan<T> answer, int label, Span<T> curvature) => curvature.Fill(T.One);

    /// <summary>The error in words.</summary>
    public override string ToString() => "½ Σ (x − t)², targets ±1";
}
