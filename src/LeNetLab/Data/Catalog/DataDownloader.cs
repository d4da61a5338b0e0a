namespace LeNetLab.Data.Catalog;

/// <summary>
/// Fetches the files of a data set. A file gets its name only when length and SHA-256 are right and its bytes are on
/// the disk; until then it is a temporary file that nobody believes. So a download may be killed at any moment, and
/// several processes may fetch the same file at once: each writes its own temporary file, and the last one to rename
/// wins with the same bytes. Where the files come in an archive it is fetched whole, and what is wanted is unpacked.
/// </summary>
internal static class DataDownloader
{
    /// <summary>Fetches what is not yet there.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="folder">Where the packed files go, such as <see cref="DataCache.FolderOf"/>; created if
    /// needed.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="progress">Told after each piece that arrived.</param>
    /// <param name="cancellationToken">Stops the download; nothing is left behind.</param>
    /// <exception cref="DownloadException">No mirror gave a file.</exception>
    /// <exception cref="DataSetException">The archive that the files come in does not hold them.</exception>
    /// <exception cref="DataCacheException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task DownloadAsync(DataSet set, string folder, DownloadOptions? options = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(folder);
        cancellationToken.ThrowIfCancellationRequested();
        TemporaryDownload.Sweep(folder);
        options ??= new DownloadOptions();
        if (set.Archive is { } archive)
        {
            if (set.Files.Any(file => !DataCache.Holds(folder, file.Packed)))
            {
                var path = await FetchArchiveAsync(archive, set.Name, folder, options, progress,
                    cancellationToken).ConfigureAwait(false);
                DataArchiveReader.Unpack(path, set, folder, progress, cancellationToken);
            }
            return;
        }
        using var session = new DownloadSession(set.Name, set.Mirrors, set.Files.Sum(file => file.PackedLength), folder,
            options, progress, cancellationToken);
        foreach (var file in set.Files)
        {
            if (DataCache.Holds(folder, file.Packed))
                session.Skip(file.Packed);
            else
                await session.FetchAsync(file.Packed).ConfigureAwait(false);
        }
    }

    /// <summary>The archive lies beside the sets' folders and stays there, for the other sets that it holds.</summary>
    private static async Task<string> FetchArchiveAsync(DataArchive archive, string what, string setFolder,
        DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = DataCache.ArchivePath(archive, setFolder);
        var folder = Path.GetDirectoryName(path)!;
        var file = new RemoteFile(archive.Name, archive.Length, archive.Sha256);
        if (DataCache.Holds(folder, file)) return path;
        TemporaryDownload.Sweep(folder);
        using var session = new DownloadSession(what, archive.Mirrors, archive.Length, folder, options, progress,
            cancellationToken);
        await session.FetchAsync(file).ConfigureAwait(false);
        return path;
    }
}
