using Xunit;

namespace LeNetLab.Tests;

/// <summary>
/// The four files of MNIST where this machine has them: in LENETLAB_DATA, or in shared/mnist beside the
/// repository or a folder above it. Tests that need them skip themselves elsewhere.
/// </summary>
internal static class RealMnist
{
    private const string SomeFile = "train-images-idx3-ubyte.gz";

    /// <summary>The folder, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The folder; a test that has none ends here as skipped.</summary>
    public static string Require()
    {
        Assert.SkipWhen(Folder is null, "MNIST is not on this machine; LENETLAB_DATA can name its folder.");
        return Folder!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("LENETLAB_DATA") is { Length: > 0 } named
            && File.Exists(Path.Combine(named, SomeFile)))
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "mnist");
            if (File.Exists(Path.Combine(candidate, SomeFile)))
                return candidate;
        }
        return null;
    }
}
