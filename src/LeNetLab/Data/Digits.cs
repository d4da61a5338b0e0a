using static System.FormattableString;

namespace LeNetLab.Data;

/// <summary>
/// Where digits come from, the first that has them: the folder that the user named, the cache, a download, the
/// built-in digits. So every notebook runs everywhere, and one line says on what.
/// </summary>
public static class Digits
{
    /// <summary>How many built-in digits there are to train on.</summary>
    public const int BuiltInTrainCount = 20_000;

    /// <summary>How many built-in digits there are to test on.</summary>
    public const int BuiltInTestCount = 4_000;

    /// <summary>The seed of the built-in digits to train on.</summary>
    public const int BuiltInTrainSeed = 1;

    /// <summary>The seed of the built-in digits to test on.</summary>
    public const int BuiltInTestSeed = 2;

    /// <summary>How long a network may keep silent before it counts as none.</summary>
    public static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(3);

    private static WeakReference<DigitSets>? LastLoaded { get; set; }

    /// <summary>Loads digits as the environment says; for notebooks, so it is quiet and waits.</summary>
    /// <param name="folder">A folder with the files of MNIST, or "builtin"; null for LENETLAB_DATA, if it is set.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <inheritdoc cref="LoadAsync" path="/exception"/>
    public static DigitSets Load(string? folder = null, CancellationToken cancellationToken = default)
    {
        var digits = Task.Run(() => LoadAsync(DigitsOptions.FromEnvironment(folder), null, cancellationToken), cancellationToken)
            .GetAwaiter().GetResult();
        LastLoaded = new WeakReference<DigitSets>(digits);
        return digits;
    }

    /// <summary>What <see cref="Load"/> gave last, while the caller keeps it; else what it gives now.</summary>
    internal static DigitSets InUse() => LastLoaded is { } last && last.TryGetTarget(out var digits) ? digits : Load();

    /// <summary>Loads digits.</summary>
    /// <param name="options">Where to look; <see cref="DigitsOptions.FromEnvironment"/> asks the environment.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="DataSetException">The folder that the user named lacks files, or they do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file in the folder that the user named is not sound.</exception>
    /// <exception cref="DataCacheException">The cache that the user named cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DigitSets> LoadAsync(
        DigitsOptions options, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var set = options.DataSet;
        if (string.Equals(options.Folder, DigitsOptions.BuiltInName, StringComparison.OrdinalIgnoreCase))
            return BuiltIn(options, null, cancellationToken);
        if (options.Folder is not null)
            return Describe(set, DataFolder.Load(options.Folder, set, cancellationToken), DigitsOrigin.Folder);
        if (DataCache.TryLoad(set, options.CacheFolder, cancellationToken) is { } cached)
            return Describe(set, cached, DigitsOrigin.Cache);

        var problem = await TryDownloadAsync(options, progress, cancellationToken).ConfigureAwait(false);
        if (problem is null && DataCache.TryLoad(set, options.CacheFolder, cancellationToken) is { } fetched)
            return Describe(set, fetched, DigitsOrigin.Download);
        return BuiltIn(options, problem ?? "the cache cannot be read", cancellationToken);
    }

    /// <summary>Null where the cache now has the files, else why not, in a few words.</summary>
    private static async Task<string?> TryDownloadAsync(
        DigitsOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Offline)
            return "downloads are switched off";
        var folder = DataCache.FolderOf(options.DataSet, options.CacheFolder);
        if (DataCache.RecentFailure(folder, options.FailureMemory) is { } earlier)
            return earlier;
        try
        {
            await DataDownloader.DownloadAsync(options.DataSet, folder, options.Download, progress, cancellationToken).ConfigureAwait(false);
            DataCache.RememberFailure(folder, null);
            return null;
        }
        catch (DownloadException e)
        {
            DataCache.RememberFailure(folder, e.Reason);
            return e.Reason;
        }
        catch (DataCacheException) when (options.CacheFolder is null)
        {
            // Nobody asked for the default cache, so that it cannot be written is no reason to stop.
            return "its cache cannot be written";
        }
    }

    private static DigitSets Describe(DataSet set, DataSetImages images, DigitsOrigin origin)
    {
        var what = images.IsGenuine ? set.Name : "those of the folder that was named, not the published " + set.Name;
        return new DigitSets(images.Train, images.Test, origin,
            Invariant($"Digits in use: {what} ({images.Train.Count:N0} to train on, {images.Test.Count:N0} to test on)."));
    }

    private static DigitSets BuiltIn(DigitsOptions options, string? problem, CancellationToken cancellationToken)
    {
        var train = BuiltInDigits.Generate(options.BuiltInTrainCount, BuiltInTrainSeed, cancellationToken);
        var test = BuiltInDigits.Generate(options.BuiltInTestCount, BuiltInTestSeed, cancellationToken);
        var why = problem is null ? "" : $"; {options.DataSet.Name} was not to be had: {problem}";
        return new DigitSets(train, test, DigitsOrigin.BuiltIn,
            Invariant($"Digits in use: the built-in digits, drawn by a program ({train.Count:N0} to train on, {test.Count:N0} to test on){why}."));
    }
}
