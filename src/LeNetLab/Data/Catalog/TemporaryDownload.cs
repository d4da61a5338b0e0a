namespace LeNetLab.Data.Catalog;

/// <summary>A file on its way: it has a name of its own until it is whole, and is gone if it never is.</summary>
internal sealed class TemporaryDownload : IDisposable
{
    private const string Suffix = ".part";

    // A live download writes far more often than this; the margin is for slow file servers without locks.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly string _target;
    private readonly string _path;
    private readonly FileStream _stream;

    /// <exception cref="DataCacheException">The folder cannot be made or written.</exception>
    public TemporaryDownload(string folder, string name)
    {
        _folder = folder;
        _target = Path.Combine(folder, name);
        _path = $"{_target}.{Environment.ProcessId}-{Random.Shared.Next():x8}{Suffix}";
        _stream = Guard(folder, () =>
        {
            Directory.CreateDirectory(folder);
            // Nobody else may open it: that is how a sweep sees that its owner is alive.
            return new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        });
    }

    public void Restart() => Guard(() => _stream.SetLength(0));

    public void Write(ReadOnlyMemory<byte> bytes) => Guard(() => _stream.Write(bytes.Span));

    /// <summary>Brings the bytes to the disk and gives the file its name.</summary>
    /// <param name="isSound">Whether the file of that name, put there by someone else meanwhile, will do.</param>
    public void Publish(Func<bool> isSound) => Guard(() =>
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        try
        {
            File.Move(_path, _target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && isSound())
        {
            // Another process was quicker, and on Windows has the file open.
        }
    });

    public void Dispose()
    {
        _stream.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next sweep gets it.
        }
    }

    /// <summary>Deletes what killed downloads left.</summary>
    public static void Sweep(string folder)
    {
        foreach (var path in Leftovers(folder))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < StaleAfter) continue;
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or not ours to delete.
            }
        }
    }

    private static string[] Leftovers(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Guard(Action action) => Guard(_folder, () =>
    {
        action();
        return true;
    });

    private static T Guard<T>(string folder, Func<T> action)
    {
        try
        {
            return action();
        }
        // The last is what .NET makes of EFBIG: a limit on the size of files.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new DataCacheException(folder, e);
        }
    }
}
