using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeNetLab.Models;
using Xunit;

namespace Course.Tests.Library;

/// <summary>The library as a package: packed, inspected, and used by a program outside this repository.</summary>
public sealed class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    // The kind of a document's custom information that holds its source, in the specification of portable symbols.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void It_has_the_library_its_documentation_a_readme_and_a_licence()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        var names = archive.Entries.Select(entry => entry.FullName).ToList();
        string[] rooms = ["", ".Handwriting", ".Visualization", ".Simd", ".Onnx"];
        string[] files = [.. rooms.SelectMany(room => new[] { ".dll", ".xml" }, (room, end) => $"LeNetLab{room}{end}")];
        Assert.Equal(
            files.Select(file => $"lib/net10.0/{file}").Order(StringComparer.Ordinal),
            names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(["README.md", "LICENSE"], name => Assert.Contains(name, names));
        Assert.DoesNotContain(names, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(File.ReadAllText(Path.Combine(PackageFixture.Project, "README.md")),
            PackageFixture.Text(archive, "README.md"));

        var specification = XDocument.Parse(PackageFixture.Text(archive, "LeNetLab.nuspec"));
        Assert.Equal(PackageFixture.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.StartsWith("LeNet-5 in C#", Value("description"), StringComparison.Ordinal);
        var torch = specification.Descendants().Single(
            e => e.Name.LocalName == "dependency" && (string?)e.Attribute("id") == "TorchSharp");
        Assert.DoesNotContain("Native", (string?)torch.Attribute("exclude"), StringComparison.OrdinalIgnoreCase);
        // The build machine's platform is nobody else's business.
        Assert.DoesNotContain(specification.Descendants(),
            e => ((string?)e.Attribute("id"))?.StartsWith("libtorch", StringComparison.Ordinal) == true);

        // What its code names and what TorchSharp asks for, and nothing that is pinned for another project's sake.
        string[] named =
        [
            "Google.Protobuf", "OxyPlot.Core", "SharpZipLib", "SkiaSharp", "SkiaSharp.NativeAssets.Win32",
            "SkiaSharp.NativeAssets.macOS", "StbImageSharp", "StbImageWriteSharp", "System.Numerics.Tensors",
            "TorchSharp",
            "XPlot.Plotly",
        ];
        Assert.Equal(named, specification.Descendants().Where(e => e.Name.LocalName == "dependency")
            .Select(e => (string)e.Attribute("id")!).Order(StringComparer.Ordinal));

        string Value(string name) => specification.Descendants().Single(e => e.Name.LocalName == name).Value;
    }

    [Fact]
    public void Nothing_in_it_names_the_machine_that_packed_it()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        string[] paths =
        [
            CourseFolder.Root, PackageFixture.PackageRoot,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ];
        foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            var bytes = PackageFixture.Bytes(archive, entry.FullName);
            foreach (var path in paths.Where(path => path.TrimEnd('/', '\\').Length > 0))
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(path)));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(path)));
            }
        }
    }

    [Fact]
    public void A_debugger_finds_the_sources_in_the_symbols()
    {
        using var archive = ZipFile.OpenRead(Path.ChangeExtension(package.Package, ".snupkg"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(
            new MemoryStream(PackageFixture.Bytes(archive, "lib/net10.0/LeNetLab.pdb")));
        var reader = provider.GetMetadataReader();
        Assert.Contains(reader.Documents,
            document => Name(document).EndsWith("/src/LeNetLab/Models/LeNet5.cs", StringComparison.Ordinal));
        Assert.All(reader.Documents, document =>
        {
            Assert.StartsWith("/_", Name(document), StringComparison.Ordinal);
            Assert.Contains(
                reader.GetCustomDebugInformation((EntityHandle)document).Select(reader.GetCustomDebugInformation),
                information => reader.GetGuid(information.Kind) == EmbeddedSource);
        });

        string Name(DocumentHandle document) => reader.GetString(reader.GetDocument(document).Name);
    }

    [Fact]
    public void Its_readme_names_the_versions_that_the_library_was_built_with()
    {
        var program = XDocument.Parse(
            Assert.Single(MarkdownCode.Blocks(Path.Combine(PackageFixture.Project, "README.md"), "xml")));
        var versions = program.Descendants("PackageReference").ToDictionary(e => (string)e.Attribute("Include")!,
            e => (string)e.Attribute("Version")!);
        Assert.Equal(PackageFixture.Metadata("LibTorchVersion"), versions["libtorch-cpu-linux-x64"]);
        var version =
            typeof(LeNet5).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.Equal(version.Split('+')[0], versions["LeNetLab"]);
    }

    /// <summary>The readme's own project, restored from the package and what the machine already has.</summary>
    [Fact]
    public async Task A_fresh_program_trains_an_epoch()
    {
        using var folder = new CliFolder();
        var readme = Path.Combine(PackageFixture.Project, "README.md");
        var project = MarkdownCode.Blocks(readme, "xml")[0]
            .Replace("\"0.1.0\"", $"\"{PackageFixture.Version}\"", StringComparison.Ordinal)
            .Replace("linux-x64", RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["Fresh.csproj"], project, TestContext.Current.CancellationToken);
        // The first example is a program, and the third stands on what it has made.
        var code = MarkdownCode.Blocks(readme, "csharp");
        await File.WriteAllTextAsync(
            folder["Program.cs"], $"using LeNetLab.Visualization;\n{code[0]}{code[2]}",
            TestContext.Current.CancellationToken);

        // What the machine has lies in the package cache, which is only read; the new package goes into a folder of the
        // test's.
        var build = await ChildProcess.RunAsync(Dotnet.Path, folder.Root,
        [
            "build", "Fresh.csproj", "--output", "out", .. PackageFixture.Quiet,
            $"-p:RestoreSources={package.Feed}", $"-p:RestoreFallbackFolders={PackageFixture.PackageRoot}",
            $"-p:RestorePackagesPath={folder["packages"]}",
        ]);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("0 Warning(s)", build.Output, StringComparison.Ordinal);
        Assert.Equal(["lenetlab"], Directory.EnumerateDirectories(folder["packages"]).Select(Path.GetFileName));

        var run = await ChildProcess.RunAsync(Dotnet.Path, folder.Root, [folder["out", "Fresh.dll"]]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Empty(run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Matches(@"^epoch  1   loss \d\.\d+   training accuracy \d+\.\d\d %$", lines[0]);
        Assert.StartsWith("After one epoch: 0", lines[1], StringComparison.Ordinal);
        var share = Regex.Match(lines[2], @"[01][.,]\d\d$", RegexOptions.None,
            TimeSpan.FromSeconds(1)).Value.Replace(',', '.');
        Assert.True(double.Parse(share, System.Globalization.CultureInfo.InvariantCulture) > 0.8, lines[2]);
        Assert.True(File.Exists(folder["lenet5.onnx"]));
        Assert.DoesNotContain(Directory.EnumerateFiles(folder["out"], "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path).StartsWith("libtorch", StringComparison.Ordinal));
    }
}
