namespace NotebookRunner.Execution;

/// <summary>Finds what a worker is started with: the running .NET's own <c>dotnet</c>, and this assembly's file.</summary>
internal static class DotnetHost
{
    /// <summary>The <c>dotnet</c> that the current process runs on, else the one of the runtime's own folder, else that of PATH.</summary>
    public static string Executable { get; } = Find();

    /// <summary>The file to start as a worker.</summary>
    /// <exception cref="InvalidOperationException">The files that a start needs are not beside the assembly.</exception>
    public static string WorkerAssembly
    {
        get
        {
            var assembly = typeof(DotnetHost).Assembly;
            var path = assembly.Location.Length > 0 ? assembly.Location : Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.dll");
            var config = Path.ChangeExtension(path, ".runtimeconfig.json");
            return File.Exists(path) && File.Exists(config) ? path : throw new InvalidOperationException(
                $"A notebook runs in a process of its own, which needs {Path.GetFileName(path)} and {Path.GetFileName(config)} in {Path.GetDirectoryName(path)}; found no such files.");
        }
    }

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // The runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        string?[] candidates =
        [
            string.Equals(Path.GetFileName(Environment.ProcessPath), name, StringComparison.OrdinalIgnoreCase) ? Environment.ProcessPath : null,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            string.IsNullOrEmpty(runtime) ? null : Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", name)),
        ];
        return candidates.FirstOrDefault(candidate => !string.IsNullOrEmpty(candidate) && File.Exists(candidate)) ?? name;
    }
}
