namespace LeNetLab.Models;

/// <summary>The squashing function after each convolution and full layer.</summary>
public enum Activation
{
    /// <summary>tanh, closest to the paper's 1.7159·tanh(⅔a).</summary>
    Tanh,

    /// <summary>max(0, a), as in PyTorch's introduction.</summary>
    Relu,
}

/// <summary>How S2 and S4 make one pixel of a 2×2 patch.</summary>
public enum Pooling
{
    /// <summary>The mean of the four, closest to the paper's sum with a coefficient.</summary>
    Average,

    /// <summary>The largest of the four.</summary>
    Max,
}

/// <summary>What can be chosen about <see cref="LeNet5"/>. No choice changes the number of parameters but <paramref name="Classes"/>.</summary>
/// <param name="Activation">The squashing function.</param>
/// <param name="Pooling">How the subsampling layers pool.</param>
/// <param name="Classes">Number of outputs.</param>
public sealed record LeNet5Options(
    Activation Activation = Activation.Tanh,
    Pooling Pooling = Pooling.Average,
    int Classes = 10);
