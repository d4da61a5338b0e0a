namespace LeNetLab.Course.Variants;

/// <summary>LeNets of well-known tutorials as options of <see cref="LeNet5"/>: <c>new(LeNet5Presets.D2l)</c>.</summary>
/// <remarks><see cref="LeNetVariants"/> says where each is from, and what else about it differs.</remarks>
public static class LeNet5Presets
{
    /// <summary>This library's own: tanh, mean pooling, torch's first weights.</summary>
    public static LeNet5Options Ours { get; } = new();

    /// <summary>"Introduction to PyTorch" (pytorch.org, beginner tutorials): ReLU, max pooling.</summary>
    public static LeNet5Options PyTorchIntroduction { get; } = new(Activation.Relu, Pooling.Max);

    /// <summary>"Understanding and Implementing LeNet-5" in TensorFlow 2 (Alake 2020): ours, Keras' weights.</summary>
    public static LeNet5Options TensorFlow2Article { get; } = new(Initialization: Initialization.Keras);

    /// <summary>
    /// "Dive into Deep Learning" (Zhang, Lipton, Li and Smola, d2l.ai, sect. 7.6): sigmoid, mean pooling, Xavier's
    /// weights.
    /// </summary>
    public static LeNet5Options D2l { get; } = new(Activation.Sigmoid, Initialization: Initialization.Xavier);
}
