namespace LeNetLab.Cli;

/// <summary>The clone that the course lies in.</summary>
internal sealed class Repository
{
    private const string Mark = "LeNetLab.slnx";

    private Repository(string root) => Root = root;

    public string Root { get; }

    /// <summary>The file that a notebook's first cell imports; the build writes it.</summary>
    public string SetupFile => Path.Combine(Root, "artifacts", "setup.csx");

    /// <summary>Looks upwards from the current folder, then from the executable.</summary>
    /// <exception cref="UserMistakeException">Neither lies in a clone.</exception>
    public static Repository Find()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, Mark))) return new Repository(folder.FullName);
        }

        throw new UserMistakeException($"{Directory.GetCurrentDirectory()}: expected a folder in a clone of " +
            $"LeNetLab, found no {Mark} here or above.");
    }

    /// <summary>The course's notebooks in order; those in notebooks/extras are not among them.</summary>
    /// <param name="wanted">Numbers, as 2 or 02, or beginnings of names; empty for all.</param>
    /// <exception cref="UserMistakeException">There is no such notebook.</exception>
    public IReadOnlyList<string> Notebooks(IReadOnlyCollection<string> wanted)
    {
        var folder = Path.Combine(Root, "notebooks");
        string[] all = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)]
            : [];
        if (all.Length == 0) throw new UserMistakeException($"{folder}: expected notebooks, found none.");
        foreach (var name in wanted)
        {
            if (!all.Any(path => IsCalled(path, name)))
                throw new UserMistakeException(
                    $"--notebook: expected one of {string.Join(", ", all.Select(Path.GetFileName))}, found '{name}'.");
        }

        return wanted.Count == 0 ? all : [.. all.Where(path => wanted.Any(name => IsCalled(path, name)))];
    }

    /// <summary>The notebooks in notebooks/extras, in order; they are tried, and need not run.</summary>
    public IReadOnlyList<string> Extras()
    {
        var folder = Path.Combine(Root, "notebooks", "extras");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)] : [];
    }

    private static bool IsCalled(string path, string name)
    {
        var file = Path.GetFileName(path);
        return name.Length > 0 && (name.All(char.IsAsciiDigit)
            ? file.StartsWith(name.PadLeft(2, '0') + "-", StringComparison.Ordinal)
            : file.StartsWith(Path.GetFileName(name), StringComparison.OrdinalIgnoreCase));
    }
}
