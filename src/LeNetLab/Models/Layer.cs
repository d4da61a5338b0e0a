namespace LeNetLab.Models;

/// <summary>What a layer does.</summary>
public enum LayerKind
{
    /// <summary>The picture itself; only a summary lists it.</summary>
    Input,

    /// <summary>A convolution: the same small kernel at every place.</summary>
    Convolution,

    /// <summary>Subsampling: one pixel for each 2×2 patch.</summary>
    Subsampling,

    /// <summary>A full connection: every unit sees every input.</summary>
    Full,

    /// <summary>The paper's output units (eq. 7): squared distances of their inputs from fixed patterns.</summary>
    RadialBasis,
}

/// <summary>One layer of a <see cref="NetworkPlan"/>; the static methods make each kind.</summary>
/// <param name="Name">Letters and digits, such as "C1"; its parameters are "c1.weight" and "c1.bias".</param>
/// <param name="Kind">What it does.</param>
/// <param name="Maps">Number of maps, or of units; 0 in a subsampling layer for as many maps as below.</param>
/// <param name="Kernel">Side of a convolution's window, in pixels.</param>
/// <param name="Padding">Zeros that a convolution sees on each side of a map, in pixels.</param>
/// <param name="Pooling">
/// How a subsampling layer makes one pixel of four; null for the paper's trainable one (sect. II-B): their sum times a
/// coefficient of the map, plus a bias of the map.
/// </param>
/// <param name="Activation">The squashing function after it; null for none.</param>
/// <param name="Sources">
/// For each map of a convolution the maps below that it sees, ascending from 0; null where each sees all.
/// </param>
/// <param name="Dropout">Share of its outputs that a training sets to 0, others in each step; 0 to less than 1.</param>
public sealed record Layer(
    string Name, LayerKind Kind, int Maps, int Kernel = 0, int Padding = 0, Pooling? Pooling = null,
    Activation? Activation = null, IReadOnlyList<IReadOnlyList<int>>? Sources = null,
    double Dropout = 0)
{
    /// <summary>A convolution.</summary>
    public static Layer Convolution(
        string name, int maps, int kernel, Activation? activation = Models.Activation.Tanh, int padding = 0,
        IReadOnlyList<IReadOnlyList<int>>? sources = null) =>
        new(name, LayerKind.Convolution, maps, kernel, padding, Activation: activation, Sources: sources);

    /// <summary>Subsampling by the mean or the largest of four pixels.</summary>
    public static Layer Pool(string name, Pooling pooling = Models.Pooling.Average) =>
        new(name, LayerKind.Subsampling, 0, 2, Pooling: pooling);

    /// <summary>The paper's trainable subsampling.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="maps">
    /// 0 for as many as below; or a multiple, so that several maps in a row see the same map below, as in LeNet-4.
    /// </param>
    /// <param name="activation">The squashing function after it.</param>
    public static Layer Subsample(string name, int maps = 0, Activation? activation = Models.Activation.ScaledTanh) =>
        new(name, LayerKind.Subsampling, maps, 2, Activation: activation);

    /// <summary>A full layer.</summary>
    public static Layer Full(string name, int units, Activation? activation = Models.Activation.Tanh) =>
        new(name, LayerKind.Full, units, Activation: activation);

    /// <summary>The outputs of a network that a softmax follows: a full layer without a squashing function.</summary>
    public static Layer Output(int classes) => Full("Output", classes, activation: null);
}
