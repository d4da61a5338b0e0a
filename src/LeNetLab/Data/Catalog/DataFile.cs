namespace LeNetLab.Data.Catalog;

/// <summary>What a file of a data set holds.</summary>
internal enum DataFileRole
{
    /// <summary>The images to train on.</summary>
    TrainImages,

    /// <summary>The labels of the images to train on.</summary>
    TrainLabels,

    /// <summary>The images to test on.</summary>
    TestImages,

    /// <summary>The labels of the images to test on.</summary>
    TestLabels,
}

/// <summary>One file of a data set, as the catalogue knows it.</summary>
/// <param name="Role">What the file holds.</param>
/// <param name="Name">Its name unpacked, such as "train-images-idx3-ubyte".</param>
/// <param name="Count">Number of images or labels.</param>
/// <param name="PackedLength">Length in bytes as mirrors serve it, packed with gzip.</param>
/// <param name="PackedSha256">SHA-256 of the packed file, 64 lower-case hexadecimal digits.</param>
/// <param name="Sha256">SHA-256 of the unpacked file, 64 lower-case hexadecimal digits; null where nobody has
/// published it, and then only the packed file can be shown to be genuine.</param>
internal sealed record DataFile(
    DataFileRole Role, string Name, int Count, long PackedLength, string PackedSha256, string? Sha256 = null)
{
    /// <summary>The name that mirrors and the cache use.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>The file as mirrors, archives and the cache have it.</summary>
    internal RemoteFile Packed => new(PackedName, PackedLength, PackedSha256);
}

/// <summary>A file that is believed only if it has this length and this digest.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256, 64 lower-case hexadecimal digits.</param>
internal readonly record struct RemoteFile(string Name, long Length, string Sha256);
