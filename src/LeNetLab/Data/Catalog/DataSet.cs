namespace LeNetLab.Data.Catalog;

/// <summary>
/// A data set in the form of MNIST: four IDX files, images and labels, to train on and to test on.
/// Another such set (Fashion-MNIST, KMNIST, a split of EMNIST) is one more entry, and no code.
/// </summary>
public sealed record DataSet
{
    /// <summary>The environment variable that names a folder with the files, where the entry names no other.</summary>
    internal const string DefaultFolderVariable = "LENETLAB_DATA";

    private readonly IReadOnlyList<string>? _classNames;

    /// <summary>What a reader calls it, such as "MNIST".</summary>
    public required string Name { get; init; }

    /// <summary>Its folder in the cache, such as "mnist"; on the command line this is what it is called.</summary>
    public required string Folder { get; init; }

    /// <summary>Four files, one for each role.</summary>
    internal IReadOnlyList<DataFile> Files { get; init; } = [];

    /// <summary>Addresses in order, each ending with a slash for the packed name. Empty with an archive.</summary>
    public required IReadOnlyList<Uri> Mirrors { get; init; }

    /// <summary>The archive that the files come in; null where each is served by itself.</summary>
    internal DataArchive? Archive { get; init; }

    /// <summary>The environment variable that names a folder with the files.</summary>
    public string FolderVariable { get; init; } = DefaultFolderVariable;

    /// <summary>Rows of an image.</summary>
    public int Height { get; init; } = 28;

    /// <summary>Columns of an image.</summary>
    public int Width { get; init; } = 28;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>The label of the first class: 0, but 1 in EMNIST's letters. Sets in memory count from 0.</summary>
    public int FirstLabel { get; init; }

    /// <summary>True where images are stored column by column, as in EMNIST.</summary>
    public bool Transposed { get; init; }

    /// <summary>How the images were brought into their field; a new picture is prepared alike.</summary>
    public Preparation Preparation { get; init; }

    /// <summary>
    /// Where the classes are characters, those of each class: "Aa" in EMNIST Letters, which does not tell large from
    /// small. Null where they are something else.
    /// </summary>
    public IReadOnlyList<string>? Characters { get; init; }

    /// <summary>What a reader calls each class; the numbers from 0 unless the entry says otherwise.</summary>
    public IReadOnlyList<string> ClassNames
    {
        get => _classNames ?? Catalog.ClassNames.Numbers(Classes);
        init => _classNames = value;
    }

    /// <summary>Whether the digest of every unpacked file is known, so that other files are recognised.</summary>
    public bool HasDigest => Files.All(file => file.Sha256 is not null);

    /// <summary>Number of images to train on.</summary>
    public int TrainCount => File(DataFileRole.TrainImages).Count;

    /// <summary>Number of images to test on.</summary>
    public int TestCount => File(DataFileRole.TestImages).Count;

    /// <summary>The file with a role.</summary>
    /// <exception cref="InvalidOperationException">The entry has no such file, or two.</exception>
    internal DataFile File(DataFileRole role) => Files.Single(file => file.Role == role);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
