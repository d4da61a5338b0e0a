using LeNetLab.Paper1998.Networks;

namespace LeNetLab.Course.Variants;

/// <summary>One LeNet among several: where it is from, and how it is built.</summary>
/// <param name="Key">A short word that a command line or a results file calls it by.</param>
/// <param name="Name">What a table calls it.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Differs">What is different about the network, against ours.</param>
/// <param name="OwnTraining">How its source trains it; a comparison trains all of them alike instead.</param>
/// <param name="Create">Builds it: takes [N, 1, 32, 32], gives logits [N, 10], the first weights drawn from torch's
/// generator. The caller disposes it.</param>
/// <param name="Layers">Its layers in numbers.</param>
public sealed record LeNetVariant(string Key, string Name, string Source, string Differs, string OwnTraining,
    Func<nn.Module<Tensor, Tensor>> Create, Func<IReadOnlyList<LayerSummary>> Layers)
{
    /// <summary>A variant that is a choice of <see cref="LeNet5"/>'s options.</summary>
    public static LeNetVariant Of(
        string key, string name, string source, string differs, string ownTraining, LeNet5Options options) =>
            new(key, name, source, differs, ownTraining, () => new LeNet5(options), () =>
            {
                using var model = new LeNet5(options);
                return model.Summary();
            });
}

/// <summary>The LeNets that the course lays side by side.</summary>
public static class LeNetVariants
{
    /// <summary>All of them, ours first.</summary>
    public static IReadOnlyList<LeNetVariant> All { get; } =
    [
        LeNetVariant.Of("ours", "This course", "LeNetLab",
            "tanh; mean of the four pixels; first weights as torch draws them",
            "Adam, the rate rising and falling in one cycle, for a few epochs (notebook 04)", LeNet5Presets.Ours),
        LeNetVariant.Of(
            "pytorch", "PyTorch's introduction", "pytorch.org, Introduction to PyTorch (beginner tutorials)",
            "ReLU; largest of the four pixels",
            "SGD at 0.001 with momentum 0.9, batch 4, 2 epochs, in a form with three input channels on the " +
            "photographs of CIFAR-10",
            LeNet5Presets.PyTorchIntroduction),
        LeNetVariant.Of(
            "tensorflow", "The TensorFlow 2 article",
            "R. Alake, Understanding and Implementing LeNet-5 CNN Architecture, 2020",
            "first weights as Keras draws them, biases 0; the softmax is a part of the network, which changes no " +
            "answer and no gradient",
            "Adam at 0.001, batch 32, 20 epochs, pixels 0 to 1; its 5,000 validation digits are among the 60,000 " +
            "that it learns from",
            LeNet5Presets.TensorFlow2Article),
        LeNetVariant.Of(
            "d2l", "Dive into Deep Learning", "d2l.ai, Convolutional Neural Networks (LeNet)",
            "sigmoid; Xavier's first weights",
            "SGD without momentum at 0.1, batch 128, 10 epochs, on the clothes of Fashion-MNIST, pixels 0 to 1 " +
            "(earlier editions: 0.9, batch 256)",
            LeNet5Presets.D2l),
        new LeNetVariant("paper", "The paper's own", "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 86(11), 1998",
            "scaled tanh; subsampling that is trained; C3 by a table; the outputs are distances from ten bitmaps",
            "one digit a step at rates from the curvature, eq. 9, 20 passes (notebook 07)",
            () => new LeNet5OriginalLogits(), LeNet5OriginalLogits.Summary),
    ];

    /// <summary>The one of that key.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the keys.</exception>
    public static LeNetVariant Named(string key) =>
        All.FirstOrDefault(variant => variant.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException(
            $"There is no variant '{key}'; there are {string.Join(", ", All.Select(v => v.Key))}.");
}
