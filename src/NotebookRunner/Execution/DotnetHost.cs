namespace NotebookRunner.Execution;

/// <summary>Finds what starts a worker: the running .NET's own <c>dotnet</c>, and this assembly's file.</summary>
internal static class DotnetHost
{
    /// <summary>The <c>dotnet</c> that this process runs on, else that of the runtime, else that of PATH.</summary>
    public static string Executable { get; } = Find();

    /// <summary>The file to start as a worker.</summary>
    /// <exception cref="InvalidOperationException">The files that a start needs are missing.</exception>
    public static string WorkerAssembly
    {
        get
        {
            var assembly = typeof(DotnetHost).Assembly;
            var path = assembly.Location is { Length: > 0 } known
                ? known : Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.dll");
            var config = Path.ChangeExtension(path, ".runtimeconfig.json");
            return File.Exists(path) && File.Exists(config) ? path : throw new InvalidOperationException(
                $"A notebook runs in a process of its own, which needs {Path.GetFileName(path)} and "
                + $"{Path.GetFileName(config)} in {Path.GetDirectoryName(path)}; found no such files.");
        }
    }

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // The runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var own = Environment.ProcessPath;
        string?[] candidates =
        [
            string.Equals(Path.GetFileName(own), name, StringComparison.OrdinalIgnoreCase) ? own : null,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            string.IsNullOrEmpty(runtime) ? null : Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", name)),
        ];
        return candidates.FirstOrDefault(File.Exists) ?? name;
    }
}
