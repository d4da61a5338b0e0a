namespace NotebookRunner.Documents;

/// <summary>A file is no notebook that can be read. The message names the file, what was expected and what was found.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong with it: what was expected, what was found.</param>
    /// <param name="innerException">The reader's own exception, if there was one.</param>
    public NotebookFormatException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>What is wrong with it, without the file's name.</summary>
    public string Problem { get; }
}
