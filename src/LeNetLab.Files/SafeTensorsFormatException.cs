namespace LeNetLab.Files;

/// <summary>
/// A safetensors file is damaged, or does not hold what is asked of it. The message names the file, what was expected
/// and what was found.
/// </summary>
public sealed class SafeTensorsFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    public SafeTensorsFormatException(string message, Exception? innerException = null)
        // Names out of a file may have line ends in them, and what a terminal takes for a command.
        : base(string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)), innerException)
    {
    }
}
