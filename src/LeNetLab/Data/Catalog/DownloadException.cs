namespace LeNetLab.Data.Catalog;

/// <summary>No mirror gave a file. The message is one line that says what each of them did.</summary>
internal sealed class DownloadException : IOException
{
    /// <summary>Describes a download that failed.</summary>
    /// <param name="message">One line.</param>
    /// <param name="reason">A few words without a path or an address, fit for a saved notebook.</param>
    /// <param name="isUnreachable">Whether no mirror could be reached at all.</param>
    public DownloadException(string message, string reason, bool isUnreachable) : base(message)
    {
        Reason = reason;
        IsUnreachable = isUnreachable;
    }

    /// <summary>A few words without a path or an address, such as "no network".</summary>
    public string Reason { get; }

    /// <summary>True where no mirror could be reached at all.</summary>
    public bool IsUnreachable { get; }
}
