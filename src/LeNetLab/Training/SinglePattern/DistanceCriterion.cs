using System.Numerics;
using System.Numerics.Tensors;
using LeNetLab.Models.Published;

namespace LeNetLab.Training.SinglePattern;

/// <summary>
/// The paper's outputs and loss in one: distances y_i = Σ_j (x_j − w_ij)² from fixed bitmaps (eq. 7), and E = y_D + log(e^−j + Σ_i e^−y_i)
/// (eq. 9), or E = y_D alone (eq. 8).
/// </summary>
public sealed class DistanceCriterion<T> : Criterion<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Two = T.CreateChecked(2);

    private readonly T[] _bitmaps, _distances, _beliefs, _difference, _mean;
    private readonly T _rubbish;
    private readonly bool _competes;

    /// <param name="j">The rubbish class's distance in eq. 9, above 0; null for eq. 8.</param>
    public DistanceCriterion(double? j)
    {
        if (j is { } distance) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(distance);
        (_competes, _rubbish) = (j is not null, T.CreateChecked(j ?? 0));
        _bitmaps = Array.ConvertAll(DigitBitmaps.All(), pixel => T.CreateChecked(pixel));
        (_distances, _beliefs) = (new T[Classes], new T[Classes]);
        (_difference, _mean) = (new T[Inputs], new T[Inputs]);
    }

    /// <inheritdoc/>
    public override int Inputs => DigitBitmaps.Size;

    /// <inheritdoc/>
    public override int Classes => 10;

    /// <inheritdoc/>
    public override int Connections => Inputs * Classes;

    /// <inheritdoc/>
    public override void Scores(ReadOnlySpan<T> answer, Span<T> scores)
    {
        Measure(answer);
        TensorPrimitives.Negate(_distances, scores);
    }

    /// <inheritdoc/>
    /// <remarks>∂E/∂x_j = 2(x_j − w_Dj) − Σ_i p_i·2(x_j − w_ij), with p the share of class i in the sum of eq. 9.</remarks>
    public override T Gradient(ReadOnlySpan<T> answer, int label, Span<T> gradient)
    {
        Measure(answer);
        TensorPrimitives.Subtract(answer, Bitmap(label), gradient);
        var error = _distances[label];
        if (_competes)
        {
            error += Compete();
            for (var i = 0; i < Classes; i++)
            {
                TensorPrimitives.Subtract(answer, Bitmap(i), _difference);
                TensorPrimitives.MultiplyAdd(_difference, -_beliefs[i], gradient, gradient);
            }
        }

        TensorPrimitives.Multiply(gradient, T.CreateChecked(2 * Exp.GradScale), gradient);
        return error;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Exact, since x enters E through squares and a log-sum-exp alone: 2(1 − Σ p_i) + Σ_i p_i d_ij² − (Σ_i p_i d_ij)², where
    /// d_ij = 2(x_j − w_ij). The first part is what the rubbish class takes, the rest is a variance. For eq. 8 it is 2.
    /// </remarks>
    public override void Curvature(ReadOnlySpan<T> answer, int label, Span<T> curvature)
    {
        if (!_competes || Exp.Constant > 0)
        {
            curvature.Fill(T.CreateChecked(Exp.Constant > 0 ? Exp.Constant : 2));
            return;
        }

        Measure(answer);
        Compete();
        curvature.Clear();
        _mean.AsSpan().Clear();
        for (var i = 0; i < Classes; i++)
        {
            TensorPrimitives.Subtract(answer, Bitmap(i), _difference);
            TensorPrimitives.Multiply(_difference, Two, _difference);
            TensorPrimitives.MultiplyAdd(_difference, _beliefs[i], _mean, _mean);
            TensorPrimitives.Multiply(_difference, _difference, _difference);
            TensorPrimitives.MultiplyAdd(_difference, _beliefs[i], curvature, curvature);
        }

        TensorPrimitives.Multiply(_mean, _mean, _mean);
        TensorPrimitives.Subtract(curvature, _mean, curvature);
        TensorPrimitives.Add(curvature, Two * (T.One - TensorPrimitives.Sum<T>(_beliefs)), curvature);
    }

    private ReadOnlySpan<T> Bitmap(int label) => _bitmaps.AsSpan(label * Inputs, Inputs);

    private void Measure(ReadOnlySpan<T> answer)
    {
        for (var i = 0; i < Classes; i++)
        {
            TensorPrimitives.Subtract(answer, Bitmap(i), _difference);
            _distances[i] = TensorPrimitives.SumOfSquares<T>(_difference);
        }
    }

    /// <summary>log(e^−j + Σ e^−y_i), and p_i = e^−y_i over that sum.</summary>
    private T Compete()
    {
        var nearest = T.Min(_rubbish, TensorPrimitives.Min<T>(_distances));
        var sum = T.Exp(nearest - _rubbish);
        for (var i = 0; i < Classes; i++) sum += _beliefs[i] = T.Exp(nearest - _distances[i]);
        TensorPrimitives.Divide(_beliefs, sum, _beliefs);
        return T.Log(sum) - nearest;
    }
}

#pragma warning disable
public static class Exp { public static int Every; public static int Until = 1; public static double Constant; public static double GradScale = 1; }
