namespace LeNetLab.Data.Catalog;

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

    /// <summary>
    /// Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 70,000 grey pictures of clothes, made so that a reader of MNIST
    /// can try on them what it learnt.
    /// </summary>
    public static DataSet FashionMnist { get; } = new()
    {
        Name = "Fashion-MNIST",
        Folder = "fashion-mnist",
        FolderVariable = "LENETLAB_FASHION_MNIST",
        Files =
        [
            new(DataFileRole.TrainImages, "train-images-idx3-ubyte", 60_000, 26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new(DataFileRole.TrainLabels, "train-labels-idx1-ubyte", 60_000, 29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new(DataFileRole.TestImages, "t10k-images-idx3-ubyte", 10_000, 4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new(DataFileRole.TestLabels, "t10k-labels-idx1-ubyte", 10_000, 5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ],
        Mirrors =
        [
            new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
            // Without TLS; the digests say whether the right bytes came.
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        ClassNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
            "Ankle boot"],
    };

    /// <summary>Kuzushiji-MNIST (Clanuwat et al. 2018): 70,000 cursive Japanese characters, ten Hiragana.</summary>
    public static DataSet Kmnist { get; } = new()
    {
        Name = "KMNIST",
        Folder = "kmnist",
        FolderVariable = "LENETLAB_KMNIST",
        Files =
        [
            new(DataFileRole.TrainImages, "train-images-idx3-ubyte", 60_000, 18_165_135,
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            new(DataFileRole.TrainLabels, "train-labels-idx1-ubyte", 60_000, 29_497,
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            new(DataFileRole.TestImages, "t10k-images-idx3-ubyte", 10_000, 3_041_136,
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            new(DataFileRole.TestLabels, "t10k-labels-idx1-ubyte", 10_000, 5_120,
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ],
        // Without TLS; the digests say whether the right bytes came.
        Mirrors = [new("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")],
        ClassNames = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    };

    /// <summary>EMNIST ByClass: ten digits, 26 capitals and 26 small letters, as often as people write them.</summary>
    public static DataSet EmnistByClass => EmnistCatalog.ByClass;

    /// <summary>EMNIST ByMerge: the same images in 47 classes; small letters that look like capitals merge.</summary>
    public static DataSet EmnistByMerge => EmnistCatalog.ByMerge;

    /// <summary>EMNIST Balanced: the 47 classes of ByMerge, each equally often.</summary>
    public static DataSet EmnistBalanced => EmnistCatalog.Balanced;

    /// <summary>EMNIST Letters: 26 classes, small and capital together. Labels start at 1 in its files.</summary>
    public static DataSet EmnistLetters => EmnistCatalog.Letters;

    /// <summary>EMNIST Digits: 280,000 digits.</summary>
    public static DataSet EmnistDigits => EmnistCatalog.DigitsOnly;

    /// <summary>EMNIST MNIST: as many digits as MNIST, prepared as EMNIST.</summary>
    public static DataSet EmnistMnist => EmnistCatalog.Mnist;

    /// <summary>Every entry.</summary>
    public static IReadOnlyList<DataSet> All { get; } =
    [
        Mnist, FashionMnist, Kmnist, EmnistByClass, EmnistByMerge, EmnistBalanced, EmnistLetters, EmnistDigits,
        EmnistMnist,
    ];

    /// <summary>Finds the entry with this <see cref="DataSet.Folder"/> in any case; null if none has it.</summary>
    public static DataSet? Find(string name) =>
        All.FirstOrDefault(set => string.Equals(set.Folder, name, StringComparison.OrdinalIgnoreCase));
}
