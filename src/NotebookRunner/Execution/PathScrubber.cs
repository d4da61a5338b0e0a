using System.Net;

namespace NotebookRunner.Execution;

/// <summary>
/// Takes the paths of this machine out of what is saved: the notebook's folder becomes <c>.</c>, the repository's a
/// relative path, the home <c>~</c>, the package folder and everything else that must not show <c>…</c>.
/// </summary>
internal sealed class PathScrubber
{
    // As a path stands in text: plain, or escaped for JSON, for a URL or for HTML, once or twice.
    private const string Slash = @"(?:\\*/|\\+u002[Ff]|%(?:25)?2[Ff]|&#(?:47|[xX]2[Ff]);)";
    private const string Backslash = @"(?:\\+|/|%(?:25)?(?:2[Ff]|5[Cc]))";

    // What may stand before a path although it ends in a letter: an option, as in -I/usr; an escape; a colour.
    private const string Before = @"(?<![\w-])--?[A-Za-z][\w-]*|(?<!\\)(?:\\\\)*\\(?:[bfnrtv]|u[0-9A-Fa-f]{4})"
        + @"|%(?:25)?[0-9A-Fa-f]{2}|(?:\e|\\u001[bB])\[[\d;]*m";

    private readonly Dictionary<string, string> _replacements = new(StringComparer.Ordinal);
    private List<string> _inOrder = [];
    private Regex? _paths;

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
        Compile();
    }

    /// <summary>Takes one more path out of what is saved from now on.</summary>
    public void Hide(string path)
    {
        if (Add(path, "…")) Compile();
    }

    public string Scrub(string text) => _paths is null ? text : _paths.Replace(text, match =>
        _replacements[_inOrder[Enumerable.Range(0, _inOrder.Count).First(i => match.Groups[i + 1].Success)]]);

    /// <summary>Takes the paths out of every text and name in a document.</summary>
    public JsonNode? Scrub(JsonNode? node)
    {
        if (node is JsonArray list) return new JsonArray([.. list.Select(Scrub)]);
        if (node is not JsonObject fields)
            return NotebookCell.Text(node) is { } text ? Scrub(text) : node?.DeepClone();
        var scrubbed = new JsonObject();
        foreach (var (name, value) in fields) scrubbed[Scrub(name)] = Scrub(value);
        return scrubbed;
    }

    private void Compile()
    {
        // The longest first: the notebook's folder often lies in the home folder.
        _inOrder = [.. _replacements.Keys.OrderByDescending(path => path.Length)];
        if (_inOrder.Count == 0) return;
        var paths = string.Join('|', _inOrder.Select(path => $"({Pattern(path)})"));
        _paths = new Regex(
            $@"(?:(?<![\w.~\\-])|(?<={Before}))(?:{paths})(?![\w-])", RegexOptions.CultureInvariant);
    }

    private static string Pattern(string path) => string.Concat(path.EnumerateRunes().Select(rune =>
    {
        var text = rune.ToString();
        if (text is "/" or "\\") return OperatingSystem.IsWindows() ? Backslash : Slash;
        string[] forms = [text, Uri.EscapeDataString(text), JsonEncodedText.Encode(text).ToString(),
            WebUtility.HtmlEncode(text)];
        return forms.All(form => form == text) ? Regex.Escape(text)
            : $"(?i:{string.Join('|', forms.Distinct().Select(Regex.Escape))})";
    }));

    private bool Add(string path, string replacement)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        // "/" and "C:\" are in too many texts to be a secret.
        if (string.IsNullOrEmpty(path) || path == Path.GetPathRoot(path)) return false;
        if (!_replacements.TryAdd(path, replacement)) return false;
        try
        {
            var target = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true);
            if (target is not null) Add(target.FullName, replacement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A path that leads nowhere hides nothing more.
        }

        return true;
    }

    private static string? RepositoryOf(string folder)
    {
        // In a worktree ".git" is a file.
        var parent = new DirectoryInfo(folder);
        while (parent is not null && !Path.Exists(Path.Combine(parent.FullName, ".git"))) parent = parent.Parent;
        return parent?.FullName;
    }
}
