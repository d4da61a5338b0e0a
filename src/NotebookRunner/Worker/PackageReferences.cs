namespace NotebookRunner.Worker;

/// <summary>
/// Lets <c>#r "nuget:"</c> take what lies in the local package folder without asking a network, and fail at once where
/// a package lies in no such folder and no source of packages answers. The rest is the kernel's own restore.
/// </summary>
internal sealed class PackageReferences
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lazy<Task<bool>> _canAsk = new(CanAskAsync);
    private bool _folderFirst = true;
    private bool _asks;

    public PackageReferences(CSharpKernel kernel) => kernel.AddMiddleware(async (command, context, next) =>
    {
        // The restore is over, and what a cell starts has NuGet's own sources.
        if (command is SubmitCode) (_asks, RestoreSources) = (false, null);
        if (command is AddPackage package)
        {
            var cached = Newest(package.PackageName, package.PackageVersion);
            if (cached is null && !await _canAsk.Value.ConfigureAwait(false))
            {
                var what = $"{package.PackageName} {package.PackageVersion}".TrimEnd();
                var where = "is not in the local package folder, and no source of packages can be reached";
                var kind = NotebookErrorKind.PackageNotAvailable;
                var error = new WorkerError(kind, kind.ToString(), $"the package {what} {where}.", null, []);
                context.Fail(command, new CellFailure(error), error.Message);
                return;
            }

            _asks |= cached is null || !_folderFirst;
            RestoreSources = _asks ? null : PackageFolder.Path;
            if (cached is not null && cached != package.PackageVersion) PackageVersion(package) = cached;
        }

        await next(command, context).ConfigureAwait(false);
    });

    // A variable of the environment is a property of the restore that the kernel starts: its only sources.
    private static string? RestoreSources
    {
        set => Environment.SetEnvironmentVariable("RestoreSources", value);
    }

    /// <summary>True once, where the folder lacked what a package depends on and a source may have it.</summary>
    public async Task<bool> CanTryElsewhereAsync()
    {
        if (!_folderFirst || _asks || !await _canAsk.Value.ConfigureAwait(false)) return false;
        _folderFirst = false;
        return true;
    }

    /// <summary>The version in the local folder that a reference asks for: the newest for any and for "1.*".</summary>
    private static string? Newest(string id, string version)
    {
        var folder = Path.Combine(PackageFolder.Path, id.ToLowerInvariant());
        if (!Directory.Exists(folder)) return null;
        var floats = version.Length == 0 || version.Contains('*', StringComparison.Ordinal);
        var start = version.TrimEnd('-', '*');
        var all = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path));
        var fitting = all.Where(name => Number(name) is not null && Fits(name));
        return fitting.OrderBy(Number).ThenBy(IsRelease).LastOrDefault();

        bool Fits(string name) => !floats ? name.Equals(version, StringComparison.OrdinalIgnoreCase)
            : name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
            && (version.EndsWith("-*", StringComparison.Ordinal) || IsRelease(name));
        static bool IsRelease(string name) => !name.Contains('-', StringComparison.Ordinal);
        static Version? Number(string name) =>
            Version.TryParse(name.Split('-', '+')[0], out var number) ? number : null;
    }

    /// <summary>Whether one of the sources that NuGet is set up with is a folder, or answers.</summary>
    private static async Task<bool> CanAskAsync()
    {
        var start = new ProcessStartInfo(DotnetHost.Executable, ["nuget", "list", "source", "--format", "Short"])
        {
            RedirectStandardOutput = true,
        };
        using var list = Process.Start(start);
        if (list is null) return false;
        // "E" for an enabled source, "D" for one that is switched off; then its address.
        var lines = (await list.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n');
        var sources = lines.Where(line => line.StartsWith('E')).Select(line => line[1..].Trim());
        using var client = new HttpClient { Timeout = Patience };
        return (await Task.WhenAll(sources.Select(AnswersAsync)).ConfigureAwait(false)).Contains(true);

        async Task<bool> AnswersAsync(string source)
        {
            if (!source.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return Directory.Exists(source);
            try
            {
                var answer = client.GetAsync(source, HttpCompletionOption.ResponseHeadersRead);
                (await answer.ConfigureAwait(false)).Dispose();
                return true;
            }
            catch (Exception e)
                when (e is HttpRequestException or OperationCanceledException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<PackageVersion>k__BackingField")]
    private static extern ref string PackageVersion(AddPackage package);
}
