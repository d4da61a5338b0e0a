using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Benchmarks;

/// <summary>Where MNIST lies on this machine.</summary>
internal static class MnistFolder
{
    /// <summary>The folder shared/mnist beside the repository or a folder above it; null if there is none.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>The folder that the environment names, else the shared one.</summary>
    public static string Require() =>
        Environment.GetEnvironmentVariable(DigitsOptions.FolderVariable) is { Length: > 0 } named ? named
        : Shared ?? throw new DirectoryNotFoundException(
            $"Set {DigitsOptions.FolderVariable} to a folder with the packed files of MNIST.");

    private static string? FindShared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "mnist") is var candidate && DataFolder.Holds(candidate,
                DataSetCatalog.Mnist))
                return candidate;
        }

        return null;
    }
}
