namespace LeNetLab.Data;

/// <summary>The data sets that LeNetLab knows how to get and how to recognise.</summary>
public static class DataSetCatalog
{
    /// <summary>
    /// MNIST: 60,000 handwritten digits to train on and 10,000 to test on, 28×28, from the 1998 paper
    /// (section III-A). Its first home, yann.lecun.com, is gone, and is not among the mirrors.
    /// </summary>
    public static DataSet Mnist { get; } = new()
    {
        Name = "MNIST",
        Folder = "mnist",
        Files =
        [
            new(DataFileRole.TrainImages, "train-images-idx3-ubyte", 60_000, 9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new(DataFileRole.TrainLabels, "train-labels-idx1-ubyte", 60_000, 28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new(DataFileRole.TestImages, "t10k-images-idx3-ubyte", 10_000, 1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new(DataFileRole.TestLabels, "t10k-labels-idx1-ubyte", 10_000, 4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        Mirrors =
        [
            new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        ],
    };

    /// <summary>Every entry.</summary>
    public static IReadOnlyList<DataSet> All { get; } = [Mnist];
}
