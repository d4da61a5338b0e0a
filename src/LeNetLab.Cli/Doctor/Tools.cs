using System.Diagnostics;

namespace LeNetLab.Cli.Doctor;

/// <summary>Programs that a reader may have.</summary>
internal static class Tools
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static string ToolFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");

    /// <summary>The first of these programs that is on the path or among the user's .NET tools; null for none.</summary>
    public static string? Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append(ToolFolder)
         where folder.Length > 0
         let file = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)
         where File.Exists(file)
         select file).FirstOrDefault();

    /// <summary>The version of a .NET tool, from its folder or else from its own words; null where it is missing.</summary>
    public static string? Version(string package, string command)
    {
        var store = Path.Combine(ToolFolder, ".store", package);
        if (Directory.Exists(store) && Directory.EnumerateDirectories(store).FirstOrDefault() is { } installed)
            return Path.GetFileName(installed);
        return Find(command) is { } program ? Ask(program, null, "--version") ?? "of unknown version" : null;
    }

    /// <summary>The first line that a program prints; null if it fails, or answers too late.</summary>
    public static string? Ask(string program, string? folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!Task.WhenAll(output, error).Wait(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? output.Result.Trim().Split('\n')[0].Split('+')[0].Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
