using System.Text.Json;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>Which libtorch a build asks for, as MSBuild itself evaluates the project.</summary>
public sealed class TorchChoiceTests
{
    [Theory]
    [InlineData("", "libtorch-cpu-", "all")]
    [InlineData("cpu", "libtorch-cpu-", "all")]
    [InlineData("cuda", "libtorch-cuda-12.8-", "native;runtime;compile")]
    public async Task One_property_chooses_the_one_package(string choice, string package, string without)
    {
        var result = await EvaluateAsync("-getItem:PackageReference", $"-p:LeNetLabTorch={choice}",
            "-p:TorchRid=linux-x64");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var torch = Assert.Single(
            document.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray(),
            item => item.GetProperty("Identity").GetString()!.StartsWith("libtorch", StringComparison.Ordinal));
        Assert.Equal(package + "linux-x64", torch.GetProperty("Identity").GetString());
        Assert.Equal(without, torch.GetProperty("ExcludeAssets").GetString());
    }

    [Theory]
    [InlineData("rocm", "linux-x64", "LeNetLabTorch: expected cpu or cuda, found 'rocm'.")]
    [InlineData("cuda", "osx-arm64", "torch with CUDA exists for Linux x64 and Windows x64, not for osx-arm64.")]
    public async Task Another_choice_is_refused_before_anything_is_fetched(string choice, string rid, string expected)
    {
        var result = await EvaluateAsync("-t:CollectPackageReferences", $"-p:LeNetLabTorch={choice}",
            $"-p:TorchRid={rid}");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    // No node of MSBuild may stay behind: it would keep the pipe, and the test would wait for it.
    private static Task<ProcessResult> EvaluateAsync(params string[] arguments) => ChildProcess.RunAsync(
        "dotnet", CourseFolder.Root, ["msbuild", Path.Combine("src", "LeNetLab", "LeNetLab.csproj"), "-nodeReuse:false",
            "-nologo", .. arguments]);
}
