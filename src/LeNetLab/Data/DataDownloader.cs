namespace LeNetLab.Data;

/// <summary>
/// Fetches the files of a data set. A file gets its name only when length and SHA-256 are right and its bytes are
/// on the disk; until then it is a temporary file that nobody believes. So a download may be killed at any moment,
/// and several processes may fetch the same file at once: each writes its own temporary file, and the last one to
/// rename wins with the same bytes.
/// </summary>
public static class DataDownloader
{
    /// <summary>Fetches what is not yet there.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="folder">Where the packed files go, such as <see cref="DataCache.FolderOf"/>; it is made if need be.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="progress">Told after each piece that arrived.</param>
    /// <param name="cancellationToken">Stops the download; nothing is left behind.</param>
    /// <exception cref="DownloadException">No mirror gave a file.</exception>
    /// <exception cref="DataCacheException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task DownloadAsync(
        DataSet set, string folder, DownloadOptions? options = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(folder);
        cancellationToken.ThrowIfCancellationRequested();
        TemporaryDownload.Sweep(folder);
        using var session = new DownloadSession(set, folder, options ?? new DownloadOptions(), progress, cancellationToken);
        foreach (var file in set.Files)
        {
            if (DataCache.Holds(folder, file))
                session.Skip(file);
            else
                await session.FetchAsync(file).ConfigureAwait(false);
        }
    }
}
