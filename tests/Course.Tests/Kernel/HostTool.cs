namespace Course.Tests.Kernel;

/// <summary>Finds a program in which a reader may open the notebooks.</summary>
internal static class HostTool
{
    /// <summary>
    /// The program's file, or null: the one that is named, the one that .ci/run installs, one on the path, one of the
    /// user's tools.
    /// </summary>
    public static string? Find(string command, string? named = null)
    {
        var name = OperatingSystem.IsWindows() ? $"{command}.exe" : command;
        string?[] places =
        [
            named,
            Path.Combine(CourseFolder.Root, "artifacts", "tools", name),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, name)),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools", name),
        ];
        return Array.Find(places, File.Exists);
    }
}
