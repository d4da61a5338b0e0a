using System.Runtime.InteropServices;
using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

public sealed class LinkerStubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_loader_finds_what_a_stub_points_to_by_the_stub_s_own_name()
    {
        Assert.SkipUnless(TorchPlatform.Current().IsLinux, "Other systems' libraries are not ELF files.");
        var library = Path.Combine(_folder.Path, "größer als 1", "libnumbers.so");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.Copy(Maps().First(line => line.EndsWith("/libm.so.6", StringComparison.Ordinal)).Split(' ')[^1], library);

        var handle = NativeLibrary.Load(Write([library]));
        Assert.Equal(1, Marshal.GetDelegateForFunctionPointer<Cosine>(NativeLibrary.GetExport(handle, "cos"))(0));
        Assert.Contains(Maps(), line => line.EndsWith(library, StringComparison.Ordinal));
        NativeLibrary.Free(handle);
    }

    [Fact]
    public void A_stub_that_points_to_nothing_does_not_load()
    {
        Assert.SkipUnless(TorchPlatform.Current().IsLinux, "Other systems' libraries are not ELF files.");
        var stub = Write([Path.Combine(_folder.Path, "nowhere.so")]);
        Assert.Throws<DllNotFoundException>(() => NativeLibrary.Load(stub));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What this process has loaded, a line each.</summary>
    private static string[] Maps() => File.ReadAllLines("/proc/self/maps");

    private string Write(string[] paths)
    {
        var stub = Path.Combine(_folder.Path, "stub.so");
        File.WriteAllBytes(stub, LinkerStub.For(paths));
        return stub;
    }

    private delegate double Cosine(double angle);
}
