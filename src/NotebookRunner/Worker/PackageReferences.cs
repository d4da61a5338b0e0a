using System.Diagnostics;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>
/// Lets <c>#r "nuget:"</c> take what lies in the local package folder without asking a network, and fail at once where
/// a package lies in no such folder and no source of packages answers. The rest is the kernel's own restore.
/// </summary>
internal static class PackageReferences
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static string Folder => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static void UsePackageFolder(
        this CSharpKernel kernel) => kernel.AddMiddleware(async (command, context, next) =>
    {
        if (command is not AddPackage package)
        {
            await next(command, context).ConfigureAwait(false);
            return;
        }

        var cached = Newest(package.PackageName, package.PackageVersion);
        if (cached is null && !await CanAskAsync().ConfigureAwait(false))
        {
            var what = $"{package.PackageName} {package.PackageVersion}".TrimEnd();
            var error = new WorkerError(
                NotebookErrorKind.PackageNotAvailable, "PackageNotAvailable",
                $"the package {what} is not in the local package folder, and no source of packages can be reached.",
                null, []);
            context.Fail(command, new CellFailure(error), error.Message);
            return;
        }

        if (cached is not null && cached != package.PackageVersion) PackageVersion(package) = cached;
        await next(command, context).ConfigureAwait(false);
    });

    /// <summary>
    /// The version of a package in the local folder that a reference asks for, or null: the newest for any and for
    /// "1.*".
    /// </summary>
    public static string? Newest(string id, string version)
    {
        var folder = Path.Combine(Folder, id.ToLowerInvariant());
        if (!Directory.Exists(folder)) return null;
        var floats = version.Length == 0 || version.Contains('*', StringComparison.Ordinal);
        var start = version.TrimEnd('-', '*');
        return Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))
            .Where(name => floats
                ? name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                    && (version.EndsWith("-*", StringComparison.Ordinal)
                        || !name.Contains('-', StringComparison.Ordinal))
                : name.Equals(version, StringComparison.OrdinalIgnoreCase))
            .Where(name => Number(name) is not null).OrderBy(Number)
            .ThenBy(name => !name.Contains('-', StringComparison.Ordinal)).LastOrDefault();
    }

    private static Version? Number(string name) =>
        Version.TryParse(name.Split('-', '+')[0], out var number) ? number : null;

    /// <summary>Whether one of the sources that NuGet is set up with is a folder, or answers.</summary>
    private static async Task<bool> CanAskAsync()
    {
        using var list = Process.Start(
            new ProcessStartInfo(DotnetHost.Executable, ["nuget", "list", "source", "--format", "Short"])
            {
                RedirectStandardOutput = true,
            });
        if (list is null) return false;
        var sources = (await list.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n')
            .Where(line => line.StartsWith('E'))
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()).ToList();
        using var client = new HttpClient { Timeout = Patience };
        return (await Task.WhenAll(sources.Select(AnswersAsync)).ConfigureAwait(false)).Contains(true);

        async Task<bool> AnswersAsync(string source)
        {
            if (!source.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return Directory.Exists(source);
            try
            {
                using var answer = await client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead)
                    .ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or UriFormatException
                or InvalidOperationException)
            {
                return false;
            }
        }
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(
        System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "<PackageVersion>k__BackingField")]
    private static extern ref string PackageVersion(AddPackage package);
}
