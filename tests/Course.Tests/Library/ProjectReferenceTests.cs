using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Library;

/// <summary>
/// A project outside the repository that uses the library's sources, with a plain reference or with the line that the
/// readme gives it. The library is built anew for that, once.
/// </summary>
public sealed partial class ProjectReferenceTests(CliFolder folder) : IClassFixture<CliFolder>
{
    /// <summary>What `dotnet add reference` makes. The program gets none of the library's build steps.</summary>
    [Fact(Explicit = true)]
    public async Task A_project_with_a_plain_reference_may_begin_with_torch()
    {
        var output = await BuildAndRunAsync("Plain", PlainReference(), TorchAndLibrary);
        if (OperatingSystem.IsLinux())
            Assert.All(Files(output).Where(file => LibtorchFile().IsMatch(file.Name)),
                file => Assert.InRange(file.Length, 1, 10_000));

        // Published, it has native torch beside itself.
        var published = folder["published"];
        var publish = await ChildProcess.RunAsync(Dotnet.Path, folder["Plain"],
            ["publish", .. PackageFixture.Quiet, $"-p:ArtifactsPath={folder["artifacts"]}", "-o", published]);
        Assert.True(publish.ExitCode == 0, publish.Output + publish.Error);
        await RunAsync(Path.Combine(published, "Plain.dll"));
        Assert.Contains(Files(published), file => LibtorchFile().IsMatch(file.Name) && file.Length > 50_000_000);
    }

    /// <summary>Native torch comes twice, from TorchSharp's packages and from us, and a process survives one.</summary>
    [Fact(Explicit = true)]
    public async Task A_plain_reference_stands_beside_TorchSharp_s_own_packages()
    {
        var packages = $"""
            <ItemGroup>
              <PackageReference Include="TorchSharp" Version="{PackageFixture.Metadata("TorchSharpVersion")}" />
              <PackageReference Include="{PackageFixture.Metadata("TorchPackage")}"
                                Version="{PackageFixture.Metadata("LibTorchVersion")}" />
            </ItemGroup>
            """;
        await BuildAndRunAsync("Beside", PlainReference() + packages, TorchAndLibrary);
        await BuildAndRunAsync("First", PlainReference() + packages, "", "LeNetLab.Models.LeNet5.Pretrained();");
    }

    [Fact(Explicit = true)]
    public async Task A_project_with_the_readme_s_line_may_begin_with_torch_and_reference_the_other_assemblies()
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(CourseFolder.Root, "README.md"), TestContext.Current.CancellationToken);
        var line = Assert.Single(ImportLine().Matches(readme)).Value
            .Replace("…", CourseFolder.Root, StringComparison.Ordinal);
        var output = await BuildAndRunAsync("Fresh", line, "");

        // Only now: TorchSharp, left alone, fetches libtorch while the program runs.
        var files = Files(output);
        Assert.InRange(files.Sum(file => file.Length), 1_000_000, 30_000_000);
        Assert.DoesNotContain(files, file => LibtorchFile().IsMatch(file.Name));

        string[] rooms = ["Handwriting", "Visualization", "Simd", "Onnx"];
        Assert.All(rooms, room => Assert.Contains($".{room}", readme, StringComparison.Ordinal));
        var references = rooms.Select(room => Path.Combine(
            CourseFolder.Root, "src", $"LeNetLab.{room}", $"LeNetLab.{room}.csproj"));
        await BuildAndRunAsync("Whole",
            $"<ItemGroup><ProjectReference Include=\"{string.Join(';', references)}\" /></ItemGroup>\n{line}",
            """
            using var model = LeNetLab.Models.LeNet5.Pretrained();
            var digits = LeNetLab.Handwriting.BuiltInDigits.Generate(20, seed: 1);
            LeNetLab.Models.Inference.Run(model, digits, LeNetLab.Simd.SimdBackend.Instance);
            LeNetLab.Visualization.Chart.Bars(["a"], [1], "Title", "x", "y").ToHtml();
            LeNetLab.Onnx.OnnxExport.Save(model, "whole.onnx");
            """);
    }

    // Native errors come through, so there is one native library, before and after ours has started it.
    private const string TorchAndLibrary =
        """
        try { torch.rand(3).view(7); return 1; } catch (System.Runtime.InteropServices.ExternalException) { }
        using var model = LeNetLab.Models.LeNet5.Pretrained();
        try { torch.rand(3).reshape(8); return 2; } catch (System.Runtime.InteropServices.ExternalException) { }
        return 0;
        """;

    private static string PlainReference() => "<ItemGroup><ProjectReference Include=\""
        + Path.Combine(CourseFolder.Root, "src", "LeNetLab", "LeNetLab.csproj") + "\" /></ItemGroup>";

    private static List<FileInfo> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => new FileInfo(path))];

    /// <summary>Builds a program that prints the length of a tensor, runs it, and returns its output folder.</summary>
    private async Task<string> BuildAndRunAsync(
        string name, string references, string code, string before = "")
    {
        var token = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(folder[name]);
        await File.WriteAllTextAsync(folder[name, $"{name}.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              {references}
            </Project>
            """, token);
        await File.WriteAllTextAsync(folder[name, "Program.cs"], $"""
            using TorchSharp;
            {before}
            System.Console.WriteLine(string.Join(' ', torch.rand(3).shape));
            {code}
            """, token);

        // The library goes there too: the repository's own build output is not touched.
        var build = await ChildProcess.RunAsync(Dotnet.Path, folder[name],
            ["build", .. PackageFixture.Quiet, $"-p:ArtifactsPath={folder["artifacts"]}"]);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.True(build.Output.Contains("0 Warning(s)", StringComparison.Ordinal), build.Output);
        Assert.Single(BuiltLibrary().Matches(build.Output));
        var output = folder["artifacts", "bin", name, "debug"];
        await RunAsync(Path.Combine(output, $"{name}.dll"));
        return output;
    }

    private async Task RunAsync(string program)
    {
        var run = await ChildProcess.RunAsync(Dotnet.Path, folder.Root, [program]);
        Assert.Equal(new(0, "3", ""), run with { Output = run.Output.Trim() });
    }

    [GeneratedRegex("""<Import Project="[^"]+\.targets" />""")]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"^\s*LeNetLab -> ", RegexOptions.Multiline)]
    private static partial Regex BuiltLibrary();

    [GeneratedRegex(@"^(lib)?(torch|c10|LibTorchSharp)[\w-]*\.(so|dll|dylib)")]
    private static partial Regex LibtorchFile();
}
