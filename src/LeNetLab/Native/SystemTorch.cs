namespace LeNetLab.Native;

/// <summary>
/// A libtorch that the system's own loader would find by name, such as that of Debian's python3-torch: of another
/// version, and no program survives two.
/// </summary>
internal static class SystemTorch
{
    private const string LoaderCache = "/etc/ld.so.cache";

    /// <summary>Whether there is one; nothing is loaded.</summary>
    public static bool IsThere(TorchPlatform platform)
    {
        var file = $"{platform.Prefix}torch_cpu{platform.Suffix}";
        return Folders(platform).Any(folder => File.Exists(Path.Join(folder, file)))
            || (platform.IsLinux && IsInLoaderCache(file));
    }

    private static IEnumerable<string> Folders(TorchPlatform platform) =>
        (platform.IsLinux ? Variable("LD_LIBRARY_PATH")
            : platform.Prefix.Length == 0 ? Variable("PATH")
            : [.. Variable("DYLD_LIBRARY_PATH"), "/usr/local/lib", "/usr/lib"]).Where(folder => folder.Length > 0);

    private static string[] Variable(string name) =>
        Environment.GetEnvironmentVariable(name)?.Split(Path.PathSeparator) ?? [];

    // Names of files, each ended by a zero.
    private static bool IsInLoaderCache(string file)
    {
        try
        {
            return File.ReadAllBytes(LoaderCache).AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{file}\0")) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
