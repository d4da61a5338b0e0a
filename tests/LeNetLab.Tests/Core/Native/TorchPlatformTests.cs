using System.Runtime.InteropServices;
using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

public class TorchPlatformTests
{
    [Theory]
    [InlineData("LINUX", Architecture.X64, "linux-x64", "libLibTorchSharp.so")]
    [InlineData("OSX", Architecture.Arm64, "osx-arm64", "libLibTorchSharp.dylib")]
    [InlineData("WINDOWS", Architecture.X64, "win-x64", "LibTorchSharp.dll")]
    [InlineData("WINDOWS", Architecture.Arm64, "win-arm64", "LibTorchSharp.dll")]
    public void The_four_platforms_of_libtorch_are_known(
        string system, Architecture architecture, string rid, string bridge)
    {
        var platform = TorchPlatform.For(OSPlatform.Create(system), architecture, rid);
        Assert.Equal(rid, platform.Rid);
        Assert.Equal(bridge, platform.BridgeFile);
        Assert.Equal("LibTorchSharp", platform.LibraryName(Path.Combine("some", "folder", bridge)));
        Assert.Equal("LibTorchSharp", platform.LibraryName("LibTorchSharp"));
        Assert.StartsWith("torch_cpu", platform.LibraryName(platform.TorchFiles[^2]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LINUX", Architecture.Arm64, "linux-arm64", "LINUX on Arm64")]
    [InlineData("OSX", Architecture.X64, "osx-x64", "OSX on X64")]
    [InlineData("WINDOWS", Architecture.X86, "win-x86", "WINDOWS on X86")]
    [InlineData("LINUX", Architecture.X64, "linux-musl-x64", "musl")]
    public void Any_other_is_refused_with_its_name(string system, Architecture architecture, string rid, string named)
    {
        var error = Assert.Throws<NativeTorchException>(
            () => TorchPlatform.For(OSPlatform.Create(system), architecture, rid));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("Linux", error.Message, StringComparison.Ordinal);
    }
}
