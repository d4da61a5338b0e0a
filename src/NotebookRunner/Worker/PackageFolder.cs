using System.Xml.Linq;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>Finds the assemblies of a package in the local package folder. Nothing is ever downloaded.</summary>
internal sealed class PackageFolder
{
    private static readonly string[] Frameworks =
    [
        "net10.0", "net9.0", "net8.0", "net7.0", "net6.0", "net5.0", "netcoreapp3.1", "netcoreapp3.0", "netcoreapp2.1",
        "netcoreapp2.0", "netstandard2.1", "netstandard2.0", "netstandard1.6", "netstandard1.3", "netstandard1.1", "netstandard1.0",
    ];

    private readonly string _root;

    public PackageFolder(string? root = null) =>
        _root = root ?? Named() ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The assemblies of a package and of all that it needs.</summary>
    /// <param name="reference">As after <c>nuget:</c>, "Id" or "Id, version".</param>
    /// <param name="line">Where the cell says so.</param>
    /// <exception cref="CellFailure">The package, or one that it needs, is not in the folder.</exception>
    public IReadOnlyList<string> Resolve(string reference, int line)
    {
        var parts = reference.Split(',', 2, StringSplitOptions.TrimEntries);
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        Add(parts[0], parts.Length > 1 ? parts[1] : "*", exact: true, line, found);
        return [.. found.Values.SelectMany(assemblies => assemblies)];
    }

    private void Add(string id, string version, bool exact, int line, Dictionary<string, IReadOnlyList<string>> found)
    {
        if (found.ContainsKey(id)) return;
        var folder = Find(id, version, exact) ?? throw CellFailure.At(
            line, NotebookErrorKind.PackageNotAvailable, "PackageNotAvailable",
            $"the package {id}{(version == "*" ? "" : $" {version}")} is not to be had: it is not in the local package folder.");
        found[id] = Assemblies(folder);
        foreach (var (needed, least) in Dependencies(folder, id)) Add(needed, least, exact: false, line, found);
    }

    private string? Find(string id, string version, bool exact)
    {
        var package = Path.Combine(_root, id.ToLowerInvariant());
        if (!Directory.Exists(package)) return null;

        version = version.Trim('[', ']', '(', ')').Split(',')[0].Trim();
        var named = Path.Combine(package, version.ToLowerInvariant());
        if (version is not ("" or "*") && Directory.Exists(named)) return named;
        if (exact && !version.Contains('*', StringComparison.Ordinal) && version.Length > 0) return null;

        // A dependency takes the lowest version that will do; "any" takes the newest.
        var prefix = version.TrimEnd('*').TrimEnd('.', '-');
        var versions = Directory.EnumerateDirectories(package).Where(folder => ReadVersion(folder) is not null).OrderBy(folder => ReadVersion(folder)).ToList();
        return exact
            ? versions.LastOrDefault(folder => Path.GetFileName(folder).StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            : versions.FirstOrDefault(folder => ReadVersion(folder) >= (ReadVersion(version) ?? new Version(0, 0)));
    }

    private static string? Named() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder : null;

    private static Version? ReadVersion(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Split('-', '+')[0], out var version) ? version : null;

    private static IReadOnlyList<string> Assemblies(string folder)
    {
        foreach (var framework in Frameworks)
        {
            var lib = Path.Combine(folder, "lib", framework);
            if (Directory.Exists(lib)) return [.. Directory.EnumerateFiles(lib, "*.dll").Order(StringComparer.Ordinal)];
        }

        return [];
    }

    private static IEnumerable<(string Id, string Version)> Dependencies(string folder, string id)
    {
        var file = Path.Combine(folder, $"{id.ToLowerInvariant()}.nuspec");
        if (!File.Exists(file)) return [];
        var all = XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "dependencies").Take(1).ToList();
        if (all.Count == 0) return [];

        var groups = all[0].Elements().Where(e => e.Name.LocalName == "group").ToList();
        var chosen = groups.Count == 0 ? all[0] : groups
            .Where(g => Rank(g) < int.MaxValue).OrderBy(Rank).FirstOrDefault();
        return chosen is null ? [] : chosen.Elements().Where(e => e.Name.LocalName == "dependency")
            .Select(e => ((string?)e.Attribute("id") ?? "", (string?)e.Attribute("version") ?? "*"))
            .Where(d => !IsPartOfFramework(d.Item1)).ToList();

        static int Rank(XElement group)
        {
            var name = ((string?)group.Attribute("targetFramework") ?? "").TrimStart('.').ToLowerInvariant().Replace("netframework", "net", StringComparison.Ordinal);
            var index = Array.IndexOf(Frameworks, name);
            return name.Length == 0 ? Frameworks.Length : index < 0 ? int.MaxValue : index;
        }
    }

    private static bool IsPartOfFramework(string id) =>
        id is "NETStandard.Library" || id.StartsWith("Microsoft.NETCore.", StringComparison.OrdinalIgnoreCase);
}
