namespace LeNetLab.Data.Catalog;

/// <summary>An archive (ZIP) that the packed files of one or more data sets come in.</summary>
/// <param name="Name">Its name on the mirrors and in the cache.</param>
/// <param name="Folder">Its folder in the cache; its data sets share it.</param>
/// <param name="MemberPrefix">What stands before a file's packed name inside, such as "gzip/".</param>
/// <param name="LocalNames">Names that it may have in a folder of the user's.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="Mirrors">Addresses that end with a slash; the name follows.</param>
public sealed record DataArchive(string Name, string Folder, string MemberPrefix, IReadOnlyList<string> LocalNames,
    long Length, string Sha256, IReadOnlyList<Uri> Mirrors);
