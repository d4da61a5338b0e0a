using System.IO.Compression;
using System.Reflection;
using LeNetLab.Models;
using Xunit;

namespace Course.Tests.Library;

/// <summary>
/// The library, packed once a test asks for it. The repository's own build output is not touched.
/// </summary>
public sealed class PackageFixture : IDisposable
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

    private readonly Lazy<Task<string>> _package;

    public PackageFixture() => _package = new(PackAsync);

    /// <summary>The package; its symbols lie beside it.</summary>
    public Task<string> Package => _package.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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

    private async Task<string> PackAsync()
    {
        var pack = await ChildProcess.RunAsync(Dotnet.Path, CourseFolder.Root,
            ["pack", Project, "--output", Feed, .. Quiet, $"-p:ArtifactsPath={Path.Combine(_folder, "artifacts")}",
                $"-p:Version={Version}"]);
        Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
        Assert.DoesNotContain("warning", pack.Output, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(Feed, $"LeNetLab.{Version}.nupkg");
    }
}
