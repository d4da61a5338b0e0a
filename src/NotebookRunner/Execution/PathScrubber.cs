namespace NotebookRunner.Execution;

/// <summary>
/// Takes the paths of this machine out of what is saved: the notebook's folder becomes <c>.</c>, the repository's a
/// relative path, the home <c>~</c>, the package folder and everything else that must not show <c>…</c>.
/// </summary>
internal sealed class PathScrubber
{
    private readonly Dictionary<string, string> _replacements = new(StringComparer.Ordinal);
    private readonly Regex? _paths;

    public PathScrubber(string folder, IEnumerable<string> pathsToHide)
    {
        Add(folder, ".");
        if (RepositoryOf(folder) is { } repository)
            Add(repository, Path.GetRelativePath(folder, repository).Replace('\\', '/'));
        // Before the home, where it usually lies: a package has the same path on every machine.
        Add(PackageFolder.Path, "…");
        Add(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "~");
        Add(Path.GetTempPath(), "…");
        foreach (var path in pathsToHide) Add(path, "…");
        if (_replacements.Count == 0) return;

        // The longest first: the notebook's folder often lies in the home folder.
        var paths = string.Join('|', _replacements.Keys.OrderByDescending(path => path.Length).Select(Regex.Escape));
        _paths = new Regex($@"(?<![\w.~-])(?:{paths})(?![\w-])", RegexOptions.CultureInvariant);
    }

    public string Scrub(string text) =>
        _paths is null ? text : _paths.Replace(text, match => _replacements[match.Value]);

    private void Add(string path, string replacement)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        // "/" and "C:\" are in too many texts to be a secret.
        if (string.IsNullOrEmpty(path) || path == Path.GetPathRoot(path)) return;
        _replacements.TryAdd(path, replacement);
        _replacements.TryAdd(path.Replace('\\', '/'), replacement);
        _replacements.TryAdd(path.Replace("\\", "\\\\", StringComparison.Ordinal), replacement);
        try
        {
            var target = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true);
            if (target is not null) Add(target.FullName, replacement);
        }
        catch (IOException)
        {
            // A path that leads nowhere hides nothing more.
        }
    }

    private static string? RepositoryOf(string folder)
    {
        // In a worktree ".git" is a file.
        var parent = new DirectoryInfo(folder);
        while (parent is not null && !Path.Exists(Path.Combine(parent.FullName, ".git"))) parent = parent.Parent;
        return parent?.FullName;
    }
}
