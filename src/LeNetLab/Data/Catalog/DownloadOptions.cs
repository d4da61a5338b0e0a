namespace LeNetLab.Data.Catalog;

/// <summary>How patient a download is. Times that a test shortens; the defaults suit people.</summary>
internal sealed record DownloadOptions
{
    /// <summary>How often each mirror is asked for a file before the download is given up, at least 1.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The wait after the first round; it doubles with each round.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait for a connection and the first byte of a file, for each try.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A try is given up when fewer than 1,024 bytes came within this time.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes a second that a try has to bring.</summary>
    public const int LeastPace = 1024;

    /// <summary>A try that is slower than <see cref="LeastPace"/> for so long is given up.</summary>
    public TimeSpan PaceTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest wait, over all mirrors and tries, for the first byte of the first file. Once it is there the
    /// download may take as long as it needs. Null: no such limit.
    /// </summary>
    public TimeSpan? ReachTimeout { get; init; }
}
