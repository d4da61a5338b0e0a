namespace NotebookRunner.Execution;

/// <summary>The folder in which NuGet keeps the packages that it has downloaded.</summary>
internal static class PackageFolder
{
    public static string Path => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? System.IO.Path.GetFullPath(named)
        : System.IO.Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
