namespace LeNetLab.Files;

/// <summary>
/// A file is not the IDX file that it was taken for. The message is one line that names the file,
/// what was expected and what was found.
/// </summary>
public sealed class IdxFormatException : IOException
{
    /// <summary>Describes one fault of one file.</summary>
    /// <param name="file">The file as the caller named it.</param>
    /// <param name="expected">What a good file has at this place.</param>
    /// <param name="found">What this one has.</param>
    /// <param name="inner">The exception that revealed it, if any.</param>
    public IdxFormatException(string file, string expected, string found, Exception? inner = null)
        : base($"{file}: expected {expected}, found {found}.", inner)
    {
        File = file;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>What a good file has at this place.</summary>
    public string Expected { get; }

    /// <summary>What this file has.</summary>
    public string Found { get; }
}
