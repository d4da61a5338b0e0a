namespace LeNetLab.Data;

/// <summary>
/// A data set in the form of MNIST: four IDX files, images and labels, to train on and to test on.
/// Another such set (Fashion-MNIST, KMNIST, a split of EMNIST) is one more entry, and no code.
/// </summary>
public sealed record DataSet
{
    /// <summary>What a reader calls it, such as "MNIST".</summary>
    public required string Name { get; init; }

    /// <summary>Its folder in the cache, such as "mnist".</summary>
    public required string Folder { get; init; }

    /// <summary>Four files, one for each role.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Addresses that end with a slash; a file's packed name follows. The first is asked first.</summary>
    public required IReadOnlyList<Uri> Mirrors { get; init; }

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

    /// <summary>The file with a role.</summary>
    /// <exception cref="InvalidOperationException">The entry has no such file, or two.</exception>
    public DataFile File(DataFileRole role) => Files.Single(file => file.Role == role);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
