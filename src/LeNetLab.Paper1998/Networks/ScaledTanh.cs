namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// The paper's squashing function f(a) = A·tanh(S·a) (appendix A), with A and S chosen so that f(1) = 1, f(−1) = −1,
/// and the curvature is largest just there. It saves the targets ±1 from lying where the function is flat.
/// </summary>
public static class ScaledTanh
{
    /// <summary>A: the value that f tends to.</summary>
    public const double Amplitude = Models.Activations.Amplitude;

    /// <summary>S: how steep it is at 0, divided by A.</summary>
    public const double Slope = Models.Activations.Slope;

    /// <summary>f of every element, in a new tensor.</summary>
    public static Tensor Apply(Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return Activation.ScaledTanh.Apply(a);
    }
}
