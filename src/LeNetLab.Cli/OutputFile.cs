namespace LeNetLab.Cli;

/// <summary>Files that a verb will write.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before the work whether its result can be written after it.</summary>
    /// <exception cref="UserMistakeException">The path is a folder.</exception>
    /// <exception cref="FailedException">The folder cannot be made or written to.</exception>
    public static void Probe(string path)
    {
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new UserMistakeException($"{path}: expected a file to write, found a folder.");
        Guard(path, () => AtomicFile.Probe(path));
    }

    /// <summary>Writes, and names the file where that fails.</summary>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"{path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
