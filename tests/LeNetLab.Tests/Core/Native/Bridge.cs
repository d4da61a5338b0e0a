using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

/// <summary>The real libLibTorchSharp.so, as its package has it.</summary>
internal static class Bridge
{
    public static string Path()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux package has the ELF file.");
        return NativeTorchFiles.Find(TorchPlatform.Current()).Bridge;
    }

    public static byte[] Bytes() => File.ReadAllBytes(Path());
}
