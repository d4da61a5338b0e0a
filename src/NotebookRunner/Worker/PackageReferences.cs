using System.Diagnostics;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>
/// Lets <c>#r "nuget:"</c> take what lies in the local package folder without asking a network, and fail at once where a
/// package lies in no such folder and no source of packages answers. The rest is the kernel's own restore. Where no
/// source answers, the restore takes every package from the folder.
/// </summary>
internal static class PackageReferences
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A variable of the environment is a property of the restore that the kernel starts: its only sources.
    private const string SourcesVariable = "RestoreSources";

    public static void UsePackageFolder(this CSharpKernel kernel)
    {
        var canAsk = new Lazy<Task<bool>>(CanAskAsync);
        kernel.AddMiddleware(async (command, context, next) =>
        {
            // The restore is over, and what a cell starts has NuGet's own sources.
            if (command is SubmitCode) Environment.SetEnvironmentVariable(SourcesVariable, null);
            if (command is AddPackage package)
            {
                var cached = Newest(package.PackageName, package.PackageVersion);
                var asks = await canAsk.Value.ConfigureAwait(false);
                if (cached is null && !asks)
                {
                    var what = $"{package.PackageName} {package.PackageVersion}".TrimEnd();
                    var where = "is not in the local package folder, and no source of packages can be reached";
                    var error = new WorkerError(
                        NotebookErrorKind.PackageNotAvailable, "PackageNotAvailable",
                        $"the package {what} {where}.", null, []);
                    context.Fail(command, new CellFailure(error), error.Message);
                    return;
                }

                Environment.SetEnvironmentVariable(SourcesVariable, asks ? null : PackageFolder.Path);
                if (cached is not null && cached != package.PackageVersion) PackageVersion(package) = cached;
            }

            await next(command, context).ConfigureAwait(false);
        });
    }

    /// <summary>The version of a package in the local folder that a reference asks for, or null: the newest for any and for "1.*".</summary>
    public static string? Newest(string id, string version)
    {
        var folder = Path.Combine(PackageFolder.Path, id.ToLowerInvariant());
        if (!Directory.Exists(folder)) return null;
        var floats = version.Length == 0 || version.Contains('*', StringComparison.Ordinal);
        var start = version.TrimEnd('-', '*');
        return Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))
            .Where(name => floats
                ? name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && (version.EndsWith("-*", StringComparison.Ordinal) || !name.Contains('-', StringComparison.Ordinal))
                : name.Equals(version, StringComparison.OrdinalIgnoreCase))
            .Where(name => Number(name) is not null).OrderBy(Number).ThenBy(name => !name.Contains('-', StringComparison.Ordinal)).LastOrDefault();
    }

    private static Version? Number(string name) => Version.TryParse(name.Split('-', '+')[0], out var number) ? number : null;

    /// <summary>Whether one of the sources that NuGet is set up with is a folder, or answers.</summary>
    private static async Task<bool> CanAskAsync()
    {
        using var list = Process.Start(new ProcessStartInfo(DotnetHost.Executable, ["nuget", "list", "source", "--format", "Short"]) { RedirectStandardOutput = true });
        if (list is null) return false;
        var sources = (await list.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n')
            .Where(line => line.StartsWith('E')).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()).ToList();
        using var client = new HttpClient { Timeout = Patience };
        return (await Task.WhenAll(sources.Select(AnswersAsync)).ConfigureAwait(false)).Contains(true);

        async Task<bool> AnswersAsync(string source)
        {
            if (!source.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return Directory.Exists(source);
            try
            {
                using var answer = await client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or UriFormatException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "<PackageVersion>k__BackingField")]
    private static extern ref string PackageVersion(AddPackage package);
}
