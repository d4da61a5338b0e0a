namespace LeNetLab.Data;

/// <summary>Where <see cref="Digits"/> may look for digits.</summary>
internal sealed record DigitsOptions
{
    /// <summary>The environment variable that names a folder with the files, or <see cref="BuiltInName"/>.</summary>
    public const string FolderVariable = DataSet.DefaultFolderVariable;

    /// <summary>The environment variable that, set to 1 or true, forbids the download.</summary>
    public const string OfflineVariable = "LENETLAB_OFFLINE";

    /// <summary>The word that, instead of a folder, chooses the built-in digits.</summary>
    public const string BuiltInName = "builtin";

    /// <summary>A folder with the files, or <see cref="BuiltInName"/>. If set, it must be valid.</summary>
    public string? Folder { get; init; }

    /// <summary>The cache; null for <see cref="DataCache.DefaultFolder"/>. Downloading needs it writable.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether the network is left alone.</summary>
    public bool Offline { get; init; }

    /// <summary>The data set to get.</summary>
    public DataSet DataSet { get; init; } = DataSetCatalog.Mnist;

    /// <summary>How patient the download is.</summary>
    public DownloadOptions Download { get; init; } = new() { ReachTimeout = Digits.ReachTimeout };

    /// <summary>How long a failed download is remembered before the network is asked again.</summary>
    public TimeSpan FailureMemory { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What draws images where the set is unavailable; null for nothing.</summary>
    public IDigitSource? Otherwise { get; init; }

    /// <summary>Options as the environment says: LENETLAB_DATA, LENETLAB_CACHE, LENETLAB_OFFLINE.</summary>
    /// <param name="folder">A folder that goes before the environment's; null where the user named none.</param>
    /// <param name="set">The data set to get; MNIST if null. Each family has its own variable for its folder.</param>
    public static DigitsOptions FromEnvironment(string? folder = null, DataSet? set = null) =>
        FromVariables(Environment.GetEnvironmentVariable, folder, set);

    internal static DigitsOptions FromVariables(Func<string, string?> variable, string? folder, DataSet? set = null)
    {
        set ??= DataSetCatalog.Mnist;
        return new DigitsOptions
        {
            DataSet = set,
            Folder = folder ?? Get(set.FolderVariable),
            CacheFolder = Get(DataCache.FolderVariable),
            Offline = Get(OfflineVariable) is { } value
                && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase)),
        };

        string? Get(string name) =>
            variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }
}
