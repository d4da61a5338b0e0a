namespace LeNetLab.Models;

/// <summary>How a pooling layer makes one pixel of a 2×2 patch.</summary>
public enum Pooling
{
    /// <summary>The mean of the four, closest to the paper's sum with a coefficient.</summary>
    Average,

    /// <summary>The largest of the four.</summary>
    Max,
}

/// <summary>The poolings themselves.</summary>
internal static class Poolings
{
    /// <summary>[N, maps, H, W] becomes [N, maps, H/2, W/2], rounded down.</summary>
    public static Tensor Apply(this Pooling pooling, Tensor x) => pooling switch
    {
        Pooling.Average => nn.functional.avg_pool2d(x, 2),
        Pooling.Max => nn.functional.max_pool2d(x, 2),
    };
}

/// <summary>How the weights are drawn before the first step.</summary>
public enum Initialization
{
    /// <summary>Torch's default: weights and biases uniform within ±1/√fan-in.</summary>
    Torch,

    /// <summary>
    /// Weights uniform within ±√(6/(fan-in + fan-out)) (Glorot and Bengio 2010, eq. 16), up to 2.4 times as wide as
    /// torch's; biases as torch's.
    /// </summary>
    Xavier,

    /// <summary>Keras' default: weights as <see cref="Xavier"/> (there "glorot_uniform"), biases 0.</summary>
    Keras,
}

/// <summary>
/// What can be chosen about <see cref="LeNet5"/>. No choice changes the number of parameters but
/// <paramref name="Classes"/>.
/// </summary>
/// <param name="Activation">The squashing function.</param>
/// <param name="Pooling">How the subsampling layers pool.</param>
/// <param name="Classes">Number of outputs.</param>
/// <param name="Initialization">
/// How the weights are drawn; it is of no account once they are trained or read from a file.
/// </param>
public sealed record LeNet5Options(
    Activation Activation = Activation.Tanh,
    Pooling Pooling = Pooling.Average,
    int Classes = 10,
    Initialization Initialization = Initialization.Torch);
