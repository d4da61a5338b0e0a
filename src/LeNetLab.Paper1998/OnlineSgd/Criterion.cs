namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// What a network's last layer is asked for: the error E of one pattern, its derivatives, and the class that is read.
/// </summary>
/// <typeparam name="T">As the network's.</typeparam>
public abstract class Criterion<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers that the last layer gives.</summary>
    public abstract int Inputs { get; }

    /// <summary>Number of classes.</summary>
    public abstract int Classes { get; }

    /// <summary>Connections with fixed weights.</summary>
    public virtual int Connections => 0;

    /// <summary>One number a class from the last layer's answer; the largest is the class that is read.</summary>
    public abstract void Scores(ReadOnlySpan<T> answer, Span<T> scores);

    /// <summary>E, and ∂E/∂answer.</summary>
    public abstract T Gradient(ReadOnlySpan<T> answer, int label, Span<T> gradient);

    /// <summary>∂²E/∂answer², not negative.</summary>
    public abstract void Curvature(ReadOnlySpan<T> answer, int label, Span<T> curvature);
}
