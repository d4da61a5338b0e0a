using System.Diagnostics;
using Xunit;

namespace Course.Tests;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>Runs programs as a reader's shell would, with nothing on their standard input.</summary>
internal static class ChildProcess
{
    public static async Task<ProcessResult> RunAsync(
        string file, string folder, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A program that lives for seconds is not worth measuring.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment
            ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProcessResult(process.ExitCode, await output, await error);
    }
}
