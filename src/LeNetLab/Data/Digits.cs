namespace LeNetLab.Data;

/// <summary>
/// Where digits come from, the first that has them: the folder that the user named, the cache, a download, or the
/// source of drawn digits that the caller hands over. One line says which they are.
/// </summary>
public static class Digits
{
    /// <summary>How long a network may keep silent before it counts as none.</summary>
    internal static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Loads digits as the environment says; for notebooks, so it is quiet and waits.</summary>
    /// <param name="folder">A folder with the files of MNIST, or "builtin"; null for LENETLAB_DATA, if set.</param>
    /// <param name="otherwise">What draws digits where MNIST is unavailable; an error then where null.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <inheritdoc cref="LoadAsync" path="/exception"/>
    public static DigitSets Load(
        string? folder = null, IDigitSource? otherwise = null, CancellationToken cancellationToken = default) =>
        Load(DataSetCatalog.Mnist, folder, otherwise, cancellationToken);

    /// <summary>Loads another data set the same way.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="folder">A folder with its files, or "builtin"; null for the set's own variable, if set.</param>
    /// <param name="otherwise">What draws images where the set is unavailable; an error then where null.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <inheritdoc cref="LoadAsync" path="/exception"/>
    public static DigitSets Load(DataSet set, string? folder = null, IDigitSource? otherwise = null,
        CancellationToken cancellationToken = default)
    {
        var options = DigitsOptions.FromEnvironment(folder, set) with { Otherwise = otherwise };
        return Task.Run(() => LoadAsync(options, null, cancellationToken), cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>Loads digits.</summary>
    /// <param name="options">Where to look; <see cref="DigitsOptions.FromEnvironment"/> asks the environment.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="DataSetException">The named folder lacks files, or they do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file in the folder that the user named is not sound.</exception>
    /// <exception cref="DataCacheException">The cache that the user named cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static async Task<DigitSets> LoadAsync(DigitsOptions options, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var set = options.DataSet;
        if (string.Equals(options.Folder, DigitsOptions.BuiltInName, StringComparison.OrdinalIgnoreCase))
            return BuiltIn(options, null, cancellationToken);
        if (options.Folder is not null)
            return Describe(set, DataFolder.Load(
                options.Folder, set, DataCache.FolderOf(set, options.CacheFolder), progress, cancellationToken),
                DigitsOrigin.Folder);
        if (CachedImages.TryLoad(set, options.CacheFolder, cancellationToken) is { } cached)
            return Describe(set, cached, DigitsOrigin.Cache);

        var problem = await TryDownloadAsync(options, progress, cancellationToken).ConfigureAwait(false);
        if (problem is null && CachedImages.TryLoad(set, options.CacheFolder, cancellationToken) is { } fetched)
            return Describe(set, fetched, DigitsOrigin.Download);
        return BuiltIn(options, problem ?? "the cache cannot be read", cancellationToken);
    }

    /// <summary>Null where the cache now has the files, else why not, in a few words.</summary>
    private static async Task<string?> TryDownloadAsync(
        DigitsOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var folder = DataCache.FolderOf(options.DataSet, options.CacheFolder);
        if (options.DataSet.Archive is { } archive)
            return TryUnpackCached(options.DataSet, archive, folder, progress, cancellationToken);
        if (options.Offline) return "downloads are switched off";
        if (DataCache.RecentFailure(folder, options.FailureMemory) is { } earlier) return earlier;
        try
        {
            await DataDownloader.DownloadAsync(options.DataSet, folder, options.Download, progress,
                cancellationToken).ConfigureAwait(false);
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

    /// <summary>A large archive is used where an earlier download left it, but is not fetched unasked.</summary>
    private static string? TryUnpackCached(DataSet set, DataArchive archive, string folder,
        IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = DataCache.ArchivePath(archive, folder);
        if (!File.Exists(path))
            return Invariant($"it is a download of {archive.Length / 1e6:0} MB, which starts only when asked for ") +
                $"(lenet data --set {set.Folder} --download)";
        try
        {
            DataArchiveReader.Unpack(path, set, folder, progress, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is DataSetException or IOException or UnauthorizedAccessException)
        {
            return "the archive in the cache could not be unpacked";
        }
    }

    private static DigitSets Describe(DataSet set, DataSetImages images, DigitsOrigin origin)
    {
        // Without a digest of the unpacked files nobody can say that they are others.
        var not = set.HasDigest ? "not the published" : "which cannot be shown to be the published";
        var what = images.IsVerified ? set.Name : $"those of the folder that was named, {not} {set.Name}";
        return new DigitSets(images.Train, images.Test, $"{Kind(set)} in use: {what} " +
            Invariant($"({images.Train.Count:N0} to train on, {images.Test.Count:N0} to test on)."))
        {
            Origin = origin,
        };
    }

    private static DigitSets BuiltIn(DigitsOptions options, string? problem, CancellationToken cancellationToken)
    {
        var set = options.DataSet;
        if (DrawnName(set, options.Otherwise) is not { } drawn || options.Otherwise is not { } source)
        {
            throw new DataSetException(problem is null
                ? $"{set.Name}: expected a folder, found '{options.Folder}'; no program draws these."
                : $"{set.Name} is unavailable: {problem}. Name a folder with its files in {set.FolderVariable}.");
        }

        var (train, test) = source.Draw(set, cancellationToken);
        var why = problem is null ? "" : $"; {set.Name} is unavailable: {problem}";
        var counts = Invariant($"{train.Count:N0} to train on, {test.Count:N0} to test on");
        return new DigitSets(train, test, $"{Kind(set)} in use: {drawn}, drawn by a program ({counts}){why}.")
        {
            Origin = DigitsOrigin.BuiltIn,
        };
    }

    /// <summary>What a program draws in place of a set, as "the built-in letters"; null where it cannot.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="source">The program; null where there is none.</param>
    internal static string? DrawnName(DataSet set, IDigitSource? source) =>
        source is not null && source.CanDraw(set) ? $"the built-in {Kind(set).ToLowerInvariant()}" : null;

    /// <summary>What the images show, as the line begins.</summary>
    private static string Kind(DataSet set) =>
        set.Characters is { } characters && characters.Any(c => c.Any(char.IsLetter))
            ? characters.Any(c => c.Any(char.IsDigit)) ? "Characters" : "Letters"
            : set.ClassNames[0] == "0" ? "Digits" : "Images";
}
