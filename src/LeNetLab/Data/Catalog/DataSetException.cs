namespace LeNetLab.Data.Catalog;

/// <summary>
/// A folder does not hold a data set, or its files do not belong together. The message is one line that
/// names the folder or file, what was expected and what was found.
/// </summary>
public sealed class DataSetException : IOException
{
    /// <summary>Says what is wrong, in one line.</summary>
    /// <param name="message">The line.</param>
    public DataSetException(string message) : base(message) { }
}
