using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace Course.Tests.Library;

/// <summary>
/// The library as a package: packed, inspected, and used by a program outside this repository. It is built anew for
/// that, which takes longer than a reader waits.
/// </summary>
public sealed partial class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    // The kind of a document's custom information that holds its source, in the specification of portable symbols.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact(Explicit = true)]
    public async Task It_has_the_library_its_documentation_a_readme_and_a_licence()
    {
        await using var archive = await ZipFile.OpenReadAsync(
            await package.Package, TestContext.Current.CancellationToken);
        var names = archive.Entries.Select(entry => entry.FullName).ToList();
        string[] rooms = ["", ".Files", ".Handwriting", ".Visualization", ".Simd", ".Onnx"];
        string[] files = [.. rooms.SelectMany(room => new[] { ".dll", ".xml" }, (room, end) => $"LeNetLab{room}{end}")];
        Assert.Equal(
            files.Select(file => $"lib/net10.0/{file}").Order(StringComparer.Ordinal),
            names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string[] parts =
        [
            "README.md", "LICENSE", "buildTransitive/LeNetLab.targets", "buildTransitive/LeNetLabStart.cs",
            "interactive-extensions/dotnet/extension.dib",
        ];
        Assert.All(parts, name => Assert.Contains(name, names));
        Assert.DoesNotContain(names, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(PackageFixture.Project, "README.md"),
                TestContext.Current.CancellationToken),
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
            "Google.Protobuf", "Newtonsoft.Json", "OxyPlot.Core", "SharpZipLib", "SkiaSharp",
            "SkiaSharp.NativeAssets.Win32", "SkiaSharp.NativeAssets.macOS", "StbImageSharp", "StbImageWriteSharp",
            "System.Numerics.Tensors", "TorchSharp", "XPlot.Plotly",
        ];
        Assert.Equal(named, specification.Descendants().Where(e => e.Name.LocalName == "dependency")
            .Select(e => (string)e.Attribute("id")!).Order(StringComparer.Ordinal));

        string Value(string name) => specification.Descendants().Single(e => e.Name.LocalName == name).Value;
    }

    [Fact(Explicit = true)]
    public async Task Nothing_in_it_names_the_machine_that_packed_it()
    {
        await using var archive = await ZipFile.OpenReadAsync(
            await package.Package, TestContext.Current.CancellationToken);
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

    [Fact(Explicit = true)]
    public async Task A_debugger_finds_the_sources_in_the_symbols()
    {
        await using var archive = await ZipFile.OpenReadAsync(
            Path.ChangeExtension(await package.Package, ".snupkg"), TestContext.Current.CancellationToken);
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

    /// <summary>
    /// The readmes' own project and examples, restored from the package and what the machine already has. The first
    /// line is TorchSharp's, before any call of the library.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task A_fresh_program_runs_every_example()
    {
        await package.Package;
        using var folder = new CliFolder();
        var readme = Path.Combine(PackageFixture.Project, "README.md");
        var project = MarkdownCode.Blocks(readme, "xml")[0]
            .Replace("\"0.1.0\"", $"\"{PackageFixture.Version}\"", StringComparison.Ordinal)
            .Replace("linux-x64", RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["Fresh.csproj"], project, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["Program.cs"], Program(
            "using TorchSharp;\nConsole.WriteLine(torch.rand(3).numel());\n" +
            "_ = LeNetLab.Visualization.Chart.Bars([\"a\"], [1], \"Title\", \"x\", \"y\").ToHtml();\n",
            [.. MarkdownCode.Blocks(readme, "csharp"), "Repository.Run();"]), TestContext.Current.CancellationToken);
        // The first example of the repository's readme waits for MNIST; the others stand on its using lines.
        var own = MarkdownCode.Blocks(Path.Combine(CourseFolder.Root, "README.md"), "csharp");
        Assert.Equal(3, own.Count);
        var (usings, code) = (own.SelectMany(Usings).Distinct(), own.Skip(1).SelectMany(Code));
        await File.WriteAllTextAsync(folder["Repository.cs"], string.Join('\n',
            [.. usings, "static class Repository { public static void Run() {", .. code, "} }"]),
            TestContext.Current.CancellationToken);
        WritePictures(folder);

        // What the machine has lies in the package cache, which is only read; the new package goes into a folder of the
        // test's.
        string[] options =
        [
            .. PackageFixture.Quiet, $"-p:RestoreSources={package.Feed}",
            $"-p:RestoreFallbackFolders={PackageFixture.PackageRoot}", $"-p:RestorePackagesPath={folder["packages"]}",
            // The cache may lack the oldest version that a package would do with.
            "-p:NoWarn=NU1603",
        ];
        var build = await ChildProcess.RunAsync(
            Dotnet.Path, folder.Root, ["build", "Fresh.csproj", "--output", "out", .. options]);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.True(build.Output.Contains("0 Warning(s)", StringComparison.Ordinal), build.Output);
        Assert.Equal(["lenetlab"], Directory.EnumerateDirectories(folder["packages"]).Select(Path.GetFileName));
        var files = Directory.EnumerateFiles(folder["out"], "*", SearchOption.AllDirectories).ToList();
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1_000_000, 30_000_000);
        Assert.DoesNotContain(
            files, path => Path.GetFileName(path).StartsWith("libtorch", StringComparison.Ordinal));

        var run = await ChildProcess.RunAsync(Dotnet.Path, folder.Root, [folder["out", "Fresh.dll"]]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Empty(run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("3", lines[0]);
        Assert.Matches(@"^epoch  1   loss \d\.\d+   training accuracy \d+\.\d\d %$", lines[1]);
        Assert.StartsWith("After one epoch: 0", lines[2], StringComparison.Ordinal);
        var share = Regex.Match(lines[3], @"[01][.,]\d\d$", RegexOptions.None,
            TimeSpan.FromSeconds(1)).Value.Replace(',', '.');
        Assert.True(double.Parse(share, System.Globalization.CultureInfo.InvariantCulture) > 0.8, lines[3]);
        Assert.Matches(@"true \\ read +nought +one +recall\naccuracy \d+\.\d\d % of 4\n4 images: accuracy ",
            Regex.Replace(run.Output, @"\n +(nought|one) .*(?=\n)", ""));
        Assert.All(["lenet5.onnx", "small.onnx", "small.html", "pictures.safetensors"],
            file => Assert.True(File.Exists(folder[file]), file));

        // Published, the program takes its libtorch along.
        var list = await ChildProcess.RunAsync(Dotnet.Path, folder.Root,
        [
            "msbuild", "Fresh.csproj", "-t:ComputeResolvedFilesToPublishList", "-getItem:ResolvedFileToPublish",
            "-p:Configuration=Debug", .. options,
        ]);
        Assert.True(list.ExitCode == 0, list.Output + list.Error);
        Assert.Contains("libtorch-cpu", list.Output, StringComparison.Ordinal);
    }

    /// <summary>A notebook that has nothing but the two lines, in the kernel that readers have.</summary>
    [Fact(Explicit = true)]
    public async Task A_notebook_needs_only_the_two_packages()
    {
        Assert.SkipWhen(PolyglotKernel.Program is null,
            $"dotnet-interactive is not installed, and {PolyglotKernel.Variable} names none.");
        await package.Package;
        var torch = $"libtorch-cpu-{RuntimeInformation.RuntimeIdentifier}";
        var token = TestContext.Current.CancellationToken;
        using var folder = new CliFolder();
        using var kernel = await PolyglotKernel.StartAsync(PolyglotKernel.Program, folder.Root, token, new()
        {
            ["LANG"] = "de_DE.UTF-8",
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0",
            ["RestoreSources"] = package.Feed,
            ["RestoreFallbackFolders"] = PackageFixture.PackageRoot,
            ["NUGET_PACKAGES"] = folder["packages"],
            ["NuGetAudit"] = "false",
        });
        string[] cells =
        [
            $"#r \"nuget: {torch}, {PackageFixture.Metadata("LibTorchVersion")}\"\n"
                + $"#r \"nuget: LeNetLab, {PackageFixture.Version}\"",
            "using TorchSharp;\ntorch.arange(3)",
            """
            using LeNetLab.Data; using LeNetLab.Handwriting; using LeNetLab.Models; using LeNetLab.Simd;
            using LeNetLab.Training; using LeNetLab.Visualization;
            var digits = BuiltInDigits.Generate(200, seed: 1);
            var model = new LeNet5();
            Trainer.Fit(model, digits, options: new TrainingOptions { Epochs = 1, Backend = SimdBackend.Instance });
            Console.WriteLine($"{5421:N0} {0.1307}");
            """,
            "ImageGrid.Of(digits.Take(10))",
            "FeatureMapPicture.Of(\"C1\", model.Maps(digits.Take(1).ToTensor())[\"C1\"])",
            "model",
        ];
        var displays = new Dictionary<string, KernelOutput>(StringComparer.Ordinal);
        var shown = new List<List<KernelOutput>>();
        foreach (var cell in cells)
        {
            var events = await kernel.RunAsync(cell, "csharp", token);
            Assert.Equal([], events.Where(e => PolyglotKernel.Type(e) == "CommandFailed")
                .Select(e => $"{e["event"]?["message"]}\n{cell}"));
            shown.Add(KernelOutput.Of(events, displays));
        }

        Assert.Equal("[3] Int64: 0, 1, 2", shown[1].Last().Data["text/plain"]);
        Assert.Contains(shown[2], output => output.Data.GetValueOrDefault("stdout")?.Trim() == "5,421 0.1307");
        Assert.All(shown[3..5], outputs =>
            Assert.StartsWith("<svg", outputs.Last().Data["image/svg+xml"], StringComparison.Ordinal));
        Assert.Equal(["text/plain"], shown[5].Last().Data.Keys);
        Assert.StartsWith("LeNet-5\n  Input: 1", shown[5].Last().Data["text/plain"], StringComparison.Ordinal);
    }

    // The using lines of all examples first, each once; then the first example, and each other one in braces.
    private static string Program(string start, IReadOnlyList<string> examples) => string.Join('\n', [
        .. examples.Prepend(start).SelectMany(Usings).Distinct(), .. Code(start), .. Code(examples[0]),
        .. examples.Skip(1).SelectMany(example => Code(example).Prepend("{").Append("}"))]);

    private static IEnumerable<string> Usings(string example) =>
        example.Split('\n').Where(line => Using().IsMatch(line));

    private static IEnumerable<string> Code(string example) =>
        example.Split('\n').Where(line => !Using().IsMatch(line));

    private static void WritePictures(CliFolder folder)
    {
        var digits = BuiltInDigits.Generate(120, 3, TestContext.Current.CancellationToken);
        foreach (var (label, name) in new[] { (0, "nought"), (1, "one") })
            foreach (var (index, i) in digits.IndicesOf(label, 10).Select((index, i) => (index, i)))
            {
                Directory.CreateDirectory(folder["pictures", name]);
                File.WriteAllBytes(
                    folder["pictures", name, $"{i}.png"], Png.FromGrey(digits.Image(index), 28, 28));
            }

        File.Copy(folder["pictures", "one", "0.png"], folder["digit.png"]);
    }

    [GeneratedRegex(@"^using [\w.]+;\s*$")]
    private static partial Regex Using();
}
