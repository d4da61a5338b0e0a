namespace LeNetLab.Models;

/// <summary>The squashing function after a layer's sums.</summary>
/// <remarks>
/// A further one has a name here and a line in <see cref="Activations.Apply"/>; the compiler then asks for the rest:
/// its ONNX operators (<c>NetworkGraph</c>), its kernels (<c>ActivationKernel</c>) and its name in the playground
/// (<c>PlaygroundLayer</c>), whose script is <c>engine.js</c>.
/// </remarks>
public enum Activation
{
    /// <summary>tanh, closest to the paper's 1.7159·tanh(⅔a).</summary>
    Tanh,

    /// <summary>max(0, a), as in PyTorch's introduction.</summary>
    Relu,

    /// <summary>
    /// 1 / (1 + e⁻ᵃ), as in "Dive into Deep Learning". Its values are all above 0 and its slope is ¼ at most, so it
    /// learns slowly.
    /// </summary>
    Sigmoid,

    /// <summary>The paper's own 1.7159·tanh(⅔a) (appendix A).</summary>
    ScaledTanh,
}

/// <summary>The functions themselves.</summary>
internal static class Activations
{
    /// <summary>A and S of the paper's A·tanh(S·a): what it tends to, and its slope at 0 divided by A.</summary>
    public const double Amplitude = 1.7159, Slope = 2.0 / 3.0;

    /// <summary>The function of every element, in a new tensor.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Tanh => x.tanh(),
        Activation.Relu => x.relu(),
        Activation.Sigmoid => x.sigmoid(),
        Activation.ScaledTanh => Amplitude * (Slope * x).tanh(),
    };
}
