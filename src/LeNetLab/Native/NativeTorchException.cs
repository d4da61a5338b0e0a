namespace LeNetLab.Native;

/// <summary>Native torch could not be loaded. The message names the file, the cause and the remedy.</summary>
public sealed class NativeTorchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, the cause and the remedy, in one or two sentences.</param>
    /// <param name="innerException">What the system's loader said, if it was asked.</param>
    public NativeTorchException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
