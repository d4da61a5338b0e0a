namespace LeNetLab.Data.Catalog;

/// <summary>
/// Where downloaded data sets are kept: one folder per user, shared by every clone and application. A library
/// that a notebook or an application loads has no folder of its own to keep them in. What lies in the cache is
/// believed only as long as its length and SHA-256 are the catalogue's; they are checked at every load.
/// </summary>
internal static class DataCache
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "LENETLAB_CACHE";

    private const string FailureFile = "last-failure.txt";

    /// <summary>
    /// The folder where none is named: %LOCALAPPDATA%\LeNetLab on Windows, ~/Library/Caches/LeNetLab on macOS,
    /// $XDG_CACHE_HOME/lenetlab or ~/.cache/lenetlab elsewhere.
    /// </summary>
    public static string DefaultFolder()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "LeNetLab");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length == 0) return Path.Combine(Path.GetTempPath(), $"lenetlab-{Environment.UserName}");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches", "LeNetLab");
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(Path.IsPathRooted(cache) ? cache! : Path.Combine(home, ".cache"), "lenetlab");
    }

    /// <summary>The folder of one data set.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="cacheFolder">The cache; null for <see cref="DefaultFolder"/>.</param>
    public static string FolderOf(DataSet set, string? cacheFolder = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        return Path.Combine(cacheFolder ?? DefaultFolder(), set.Folder);
    }

    /// <summary>Returns where a set's archive lies: beside its folder, so that several sets share it.</summary>
    internal static string ArchivePath(DataArchive archive, string setFolder) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(setFolder))!, archive.Folder, archive.Name);

    /// <summary>True where the file is there with the length and digest of the catalogue.</summary>
    internal static bool Holds(string folder, RemoteFile file)
    {
        try
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path) || new FileInfo(path).Length != file.Length) return false;
            using var stream = File.OpenRead(path);
            return string.Equals(Convert.ToHexStringLower(SHA256.HashData(stream)), file.Sha256,
                StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Unpacks a file of the cache while checking its digest; null if it is not the catalogue's.</summary>
    internal static (IdxArray Array, string File)? TryRead(
        string folder, DataFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.Combine(folder, file.PackedName);
        if (TryReadBytes(path, file.PackedLength) is not { } content) return null;
        var digest = Task.Run(() => Convert.ToHexStringLower(SHA256.HashData(content)), CancellationToken.None);
        try
        {
            var array = IdxFile.Read(content, path);
            return IsKnown() ? (array, path) : null;
        }
        catch (IdxFormatException) when (!IsKnown())
        {
            return null;
        }

        bool IsKnown() => string.Equals(digest.GetAwaiter().GetResult(), file.PackedSha256, StringComparison.Ordinal);
    }

    private static byte[]? TryReadBytes(string path, long length)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length == length ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Why the last download failed, if that was less than <paramref name="memory"/> ago: four notebooks in a row
    /// need not each wait for a network that is not there.
    /// </summary>
    internal static string? RecentFailure(string folder, TimeSpan memory)
    {
        try
        {
            var path = Path.Combine(folder, FailureFile);
            if (!File.Exists(path)) return null;
            var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(path);
            return age >= TimeSpan.Zero && age < memory ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes why a download failed; null: none did. A cache that cannot be written stays as it is.</summary>
    internal static void RememberFailure(string folder, string? reason)
    {
        try
        {
            var path = Path.Combine(folder, FailureFile);
            if (reason is not null)
                File.WriteAllText(path, reason + "\n");
            else if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next load only has to ask the network again.
        }
    }
}
