using System.Diagnostics;

namespace Course.Tests.Notebooks;

/// <summary>Where the repository and the built program are, seen from the running tests.</summary>
internal static class CourseFolder
{
    public static string Root { get; } = Find();

    /// <summary>A folder with MNIST, from LENETLAB_DATA or beside the repository; null if there is none.</summary>
    public static string? RealMnist { get; } = FindMnist();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    public static IReadOnlyList<string> NotebookFiles() =>
        [.. Directory.EnumerateFiles(Notebooks, "*.ipynb").Order(StringComparer.Ordinal)];

    /// <summary>The file name of the notebook of that slug, whatever its number.</summary>
    public static string Notebook(string slug) =>
        NotebookFiles().Select(f => Path.GetFileName(f)).Single(n => n[3..] == $"{slug}.ipynb");

    /// <summary>A new empty folder below the build output, where the setup file's relative place holds.</summary>
    public static string Temporary(string name)
    {
        var folder = Path.Combine(Root, "artifacts", "tests", $"{name}-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string? FindMnist()
    {
        List<string?> folders = [Environment.GetEnvironmentVariable("LENETLAB_DATA")];
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
            folders.Add(Path.Combine(folder.FullName, "shared", "mnist"));
        return folders.Find(
            folder => folder is not null && File.Exists(Path.Combine(folder, "t10k-images-idx3-ubyte.gz")));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LeNetLab.slnx"))) return folder.FullName;
        throw new UnreachableException("The tests do not run inside the repository.");
    }
}
