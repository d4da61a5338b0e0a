using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Library;

/// <summary>
/// A project outside the repository that references the library's sources, with the line that the readme gives it. The
/// library is built anew for that.
/// </summary>
public sealed partial class ProjectReferenceTests
{
    [Fact(Explicit = true)]
    public async Task A_project_that_references_the_sources_may_begin_with_torch()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new CliFolder();
        var readme = await File.ReadAllTextAsync(Path.Combine(CourseFolder.Root, "README.md"), token);
        var import = ImportLine().Match(readme).Value.Replace("…", CourseFolder.Root, StringComparison.Ordinal);
        var library = Path.Combine(PackageFixture.Project, "LeNetLab.csproj");
        await File.WriteAllTextAsync(folder["Fresh.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="{library}" /></ItemGroup>
              {import}
            </Project>
            """, token);
        await File.WriteAllTextAsync(folder["Program.cs"],
            "using TorchSharp;\nSystem.Console.WriteLine(string.Join(' ', torch.rand(3).shape));\n", token);

        // The library goes there too: the repository's own build output is not touched.
        var build = await ChildProcess.RunAsync(Dotnet.Path, folder.Root,
            ["build", .. PackageFixture.Quiet, $"-p:ArtifactsPath={folder["artifacts"]}"]);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.True(build.Output.Contains("0 Warning(s)", StringComparison.Ordinal), build.Output);
        var output = folder["artifacts", "bin", "Fresh", "debug"];
        var run = await ChildProcess.RunAsync(Dotnet.Path, folder.Root, [Path.Combine(output, "Fresh.dll")]);
        Assert.Equal(new(0, "3", ""), run with { Output = run.Output.Trim() });

        // Only now: TorchSharp, left alone, fetches libtorch while the program runs.
        var files = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).ToList();
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1_000_000, 30_000_000);
        Assert.DoesNotContain(files, path => LibtorchFile().IsMatch(Path.GetFileName(path)));
    }

    [GeneratedRegex("""<Import Project="[^"]+LeNetLab\.targets" />""")]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"^(lib)?(torch|c10|LibTorchSharp)[\w-]*\.(so|dll|dylib)")]
    private static partial Regex LibtorchFile();
}
