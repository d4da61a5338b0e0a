using Xunit;

namespace LeNetLab.Tests;

/// <summary>
/// What this machine has of EMNIST: in LENETLAB_EMNIST, or in shared/emnist beside the repository or a folder above it.
/// Tests that need it skip themselves elsewhere.
/// </summary>
internal static class RealEmnist
{
    /// <summary>A file; a test that has none ends here as skipped.</summary>
    public static string Require(params string[] name)
    {
        var path = Folder is null ? null : Path.Combine([Folder, .. name]);
        Assert.SkipUnless(File.Exists(path),
            $"{string.Join('/', name)} of EMNIST is not on this machine; LENETLAB_EMNIST can name its folder.");
        return path!;
    }

    private static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("LENETLAB_EMNIST") is { Length: > 0 } named && Directory.Exists(named))
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "emnist");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
