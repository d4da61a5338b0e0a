using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Native;

public sealed class NativeTorchFilesTests : IDisposable
{
    private static readonly TorchPlatform Linux = TorchPlatform.For(System.Runtime.InteropServices.OSPlatform.Linux,
        System.Runtime.InteropServices.Architecture.X64, "linux-x64");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_package_is_named_with_version_places_and_remedy()
    {
        string application = _folder.File("app"), cache = _folder.File("cache");
        var error = Assert.Throws<NativeTorchException>(() => NativeTorchFiles.Find(Linux, application, [cache]));
        string[] parts =
        [
            "libtorch_cpu.so", $"libtorch-cpu-linux-x64 {NativeTorch.Version("LibTorchVersion")}", "dotnet restore", application,
            Path.Combine(cache, "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), "runtimes", "linux-x64", "native"),
        ];
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_bridge_is_named_too()
    {
        Put("cache", "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), "libtorch_cpu.so");
        var error = Assert.Throws<NativeTorchException>(() => NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("cache")]));
        Assert.Contains("libLibTorchSharp.so", error.Message, StringComparison.Ordinal);
        Assert.Contains($"TorchSharp {NativeTorch.Version("TorchSharpVersion")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_cache_serves_where_the_first_has_nothing_and_the_order_is_that_of_need()
    {
        string[] names = ["libtorch.so", "libtorch_cpu.so", "libc10.so", "libgomp-98b21ff3.so.1", "libshm.so"];
        foreach (var name in names) Put("second", "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), name);
        Put("second", "torchsharp", NativeTorch.Version("TorchSharpVersion"), "libLibTorchSharp.so");
        var files = NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("first"), _folder.File("second")]);
        Assert.Equal(["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"], files.Torch.Select(Path.GetFileName));
        Assert.StartsWith(_folder.File("second"), files.Bridge, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_application_uses_the_files_beside_it()
    {
        var application = Directory.CreateDirectory(_folder.File("app")).FullName;
        foreach (var name in new[] { "libtorch_cpu.so", "libc10.so", "libtorch.so", "libLibTorchSharp.so" })
            File.WriteAllText(Path.Combine(application, name), "");
        var files = NativeTorchFiles.Find(Linux, application, []);
        Assert.All(files.Torch.Append(files.Bridge), file => Assert.Equal(application, Path.GetDirectoryName(file)));
    }

    [Fact]
    public void No_output_folder_carries_native_torch()
    {
        // artifacts/bin/LeNetLab.Tests/debug → artifacts/bin, with the outputs of every project that was built.
        var bin = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Parent!;
        Assert.Equal("bin", bin.Name);
        string[] stems = ["torch_cpu", "libtorch", "LibTorchSharp", "libLibTorchSharp", "c10", "libc10", "libgomp", "libiomp5"];
        string[] endings = [".so", ".dll", ".dylib"];
        var found = bin.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => stems.Any(s => f.Name.StartsWith(s, StringComparison.OrdinalIgnoreCase))
                && endings.Any(e => f.Name.Contains(e, StringComparison.OrdinalIgnoreCase)));
        Assert.Empty(found.Select(f => f.FullName));
    }

    private void Put(string cache, string package, string version, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.File(cache), package, version, "runtimes", "linux-x64", "native"));
        File.WriteAllText(Path.Combine(folder.FullName, name), "");
    }
}
