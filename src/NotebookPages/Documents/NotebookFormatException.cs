namespace NotebookPages.Documents;

/// <summary>A file is no notebook that can be read. The message names it, what was expected and what found.</summary>
/// <param name="file">The file, as the caller named it.</param>
/// <param name="problem">What is wrong with it: what was expected, what was found.</param>
/// <param name="innerException">The reader's own exception, if there was one.</param>
public sealed class NotebookFormatException(string file, string problem, Exception? innerException = null)
    : Exception($"{file}: {problem}", innerException)
{
    /// <summary>The file, as the caller named it.</summary>
    public string File => file;

    /// <summary>What is wrong with it, without the file's name.</summary>
    public string Problem => problem;
}
