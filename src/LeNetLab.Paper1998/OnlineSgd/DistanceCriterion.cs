using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The paper's outputs and loss in one: distances y_i = Σ_j (x_j − w_ij)² from fixed bitmaps (eq. 7), and E = y_D +
/// log(e^−j + Σ_i e^−y_i) (eq. 9), or E = y_D alone (eq. 8).
/// </summary>
public sealed class DistanceCriterion<T> : Criterion<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Two = T.CreateChecked(2);

    private readonly T[] _bitmaps, _distances, _beliefs, _difference;
    private readonly T _rubbish;
    private readonly bool _competes;

    /// <param name="j">The rubbish class's distance in eq. 9, above 0; null for eq. 8.</param>
    public DistanceCriterion(double? j)
    {
        if (j is { } distance) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(distance);
        (_competes, _rubbish) = (j is not null, T.CreateChecked(j ?? 0));
        _bitmaps = Array.ConvertAll(DigitBitmaps.All(), pixel => T.CreateChecked(pixel));
        (_distances, _beliefs) = (new T[Classes], new T[Classes]);
        _difference = new T[Inputs];
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
    /// <remarks>∂E/∂x_j = 2(x_j − w_Dj) − Σ_i p_i·2(x_j − w_ij), with p the share of class i in the sum of eq.
    /// 9.</remarks>
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

        TensorPrimitives.Multiply(gradient, Two, gradient);
        return error;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// 2, the curvature of y_D: all of it for eq. 8. For eq. 9 the competing term is left out on purpose. With it the
    /// curvature falls to 0 as soon as the network is sure of a pattern, every rate rises to η/μ, and the network runs
    /// away.
    /// </remarks>
    public override void Curvature(ReadOnlySpan<T> answer, int label, Span<T> curvature) => curvature.Fill(Two);

    /// <summary>The error in words.</summary>
    public override string ToString() => _competes
        ? string.Create(CultureInfo.InvariantCulture, $"eq. 9, j = {double.CreateChecked(_rubbish)}") : "eq. 8";

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
