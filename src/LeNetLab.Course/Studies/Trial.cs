using LeNetLab.Handwriting;
using LeNetLab.Training;
using static TorchSharp.torch.nn;

namespace LeNetLab.Course.Studies;

/// <summary>One training of a study: a network, and how many digits it learns from in which way.</summary>
/// <param name="Study">The study that it belongs to.</param>
/// <param name="Name">What a table calls it.</param>
/// <param name="Digits">How many training digits.</param>
/// <param name="Training">How it learns; seed and backend are set run by run.</param>
/// <param name="Create">Builds the network, its first weights drawn from torch's generator.</param>
public sealed record Trial(string Study, string Name, int Digits, TrainingOptions Training,
    Func<Module<Tensor, Tensor>> Create)
{
    /// <summary>The studies' names: one on overfitting, one of networks of about the same size.</summary>
    public const string Cures = "cures", Readers = "readers";

    // A training sees this many images, however few digits there are.
    private const int ImagesForCures = 30_000, ImagesForReaders = 60_000, FewDigits = 300;

    private static readonly TrainingOptions Plain =
        new() { BatchSize = 32, LearningRate = 0.003, Epochs = ImagesForCures / FewDigits };

    /// <summary>All of them, study by study.</summary>
    public static IReadOnlyList<Trial> All { get; } = [.. OfCures(), .. OfReaders()];

    private static IEnumerable<Trial> OfCures()
    {
        yield return Cure("few digits", Plain);
        yield return Cure("more digits", Plain with { Epochs = ImagesForCures / 3_000 }, digits: 3_000);
        yield return Cure("distorted copies", Plain with { Augmentation = DistortionRanges.Mild });
        yield return Cure("weight decay", Plain with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.3 });
        yield return Cure("dropout", Plain, dropout: 0.5);
        yield return Cure("early stopping", Plain with { Patience = 10 });
        yield return Cure("batch normalisation", Plain, normalised: true);
    }

    private static Trial Cure(string name, TrainingOptions training, int digits = FewDigits, bool normalised = false,
        double dropout = 0) => new(Cures, name, digits, training, () => LeNet(normalised, dropout));

    private static IEnumerable<Trial> OfReaders()
    {
        (string Name, int Padding, Func<Module<Tensor, Tensor>> Create)[] readers =
        [
            ("linear", 0, () => Sequential(Flatten(), Linear(28 * 28, 10))),
            ("two full layers", 0, () => Sequential(Flatten(), Linear(28 * 28, 75), Tanh(), Linear(75, 10))),
            ("LeNet-5", 2, () => new LeNet5()),
            ("vision transformer", 0, () => new TinyTransformer()),
        ];
        foreach (var (name, padding, create) in readers)
        {
            foreach (var digits in new[] { 300, 1_000, 3_000, 10_000, 60_000 })
                yield return new Trial(Readers, name, digits, new TrainingOptions
                {
                    Epochs = ImagesForReaders / digits,
                    LearningRate = 0.002,
                    Schedule = LearningRateSchedule.OneCycle(rise: 0.1),
                    Padding = padding
                }, create);
        }
    }

    // LeNet-5 as a list of layers, so that two kinds that it does not have can stand among them.
    private static Module<Tensor, Tensor> LeNet(bool normalised, double dropout)
    {
        List<Module<Tensor, Tensor>> layers = [];
        foreach (var (inputs, maps) in new[] { (1, 6), (6, 16), (16, 120) })
        {
            layers.Add(Conv2d(inputs, maps, kernel_size: 5));
            if (normalised) layers.Add(BatchNorm2d(maps));
            layers.Add(Tanh());
            if (maps < 120) layers.Add(AvgPool2d(2));
        }

        layers.Add(Flatten());
        if (dropout > 0) layers.Add(Dropout(dropout));
        layers.AddRange([Linear(120, 84), Tanh()]);
        if (dropout > 0) layers.Add(Dropout(dropout));
        layers.Add(Linear(84, 10));
        return Sequential(layers);
    }
}
