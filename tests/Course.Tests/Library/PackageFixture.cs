using System.IO.Compression;
using System.Reflection;
using LeNetLab.Models;
using Xunit;

namespace Course.Tests.Library;

/// <summary>The library, packed once. The repository's own build output is not touched.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    public const string Version = "0.1.0-packed";

    // No process outlives the call, and nothing asks the network. The analyzers have seen the library already.
    internal static readonly string[] Quiet =
        ["--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:NuGetAudit=false",
            "-p:RunAnalyzers=false"];

    private readonly string _folder = CourseFolder.Temporary("package");

    internal static string Project { get; } = Path.Combine(CourseFolder.Root, "src", "LeNetLab");

    /// <summary>The folder with the packages that the tests were restored from.</summary>
    internal static string PackageRoot { get; } = Path.TrimEndingDirectorySeparator(Metadata("NuGetPackageRoot"));

    /// <summary>The folder with the package.</summary>
    public string Feed => Path.Combine(_folder, "feed");

    public string Package => Path.Combine(Feed, $"LeNetLab.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        var pack = await ChildProcess.RunAsync(Dotnet.Path, CourseFolder.Root,
            ["pack", Project, "--output", Feed, .. Quiet, $"-p:ArtifactsPath={Path.Combine(_folder, "artifacts")}",
                $"-p:Version={Version}"]);
        Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
        Assert.DoesNotContain("warning", pack.Output, StringComparison.OrdinalIgnoreCase);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the build has written into the library about itself.</summary>
    internal static string Metadata(string key) =>
        typeof(LeNet5).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;

    internal static byte[] Bytes(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal static string Text(ZipArchive archive, string name) =>
        System.Text.Encoding.UTF8.GetString(Bytes(archive, name)).TrimStart('\uFEFF');
}
