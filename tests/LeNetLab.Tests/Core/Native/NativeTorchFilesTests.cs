using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

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
            "libtorch_cpu.so", $"libtorch-cpu-linux-x64 {NativeTorch.Version("LibTorchVersion")}", "dotnet restore",
            application,
            Path.Combine(cache, "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), "runtimes",
                "linux-x64", "native"),
        ];
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_bridge_is_named_too()
    {
        foreach (var name in new[] { "libtorch_cpu.so", "libc10.so", "libtorch.so" })
            Put("cache", "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), name);
        var error = Assert.Throws<NativeTorchException>(
            () => NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("cache")]));
        Assert.Contains("libLibTorchSharp.so", error.Message, StringComparison.Ordinal);
        Assert.Contains($"TorchSharp {NativeTorch.Version("TorchSharpVersion")}", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libc10.so")]
    [InlineData("libtorch.so")]
    public void A_file_that_a_package_lacks_is_the_one_that_is_named(string gone)
    {
        foreach (var name in new[] { "libtorch_cpu.so", "libc10.so", "libtorch.so" }.Where(name => name != gone))
            Put("cache", "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), name);
        var message = Assert.Throws<NativeTorchException>(
            () => NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("cache")])).Message;
        Assert.Contains($"{gone} is missing. Delete the package folder", message, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch_cpu.so", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_another_libtorch_is_loaded_the_package_is_left_alone()
    {
        var (own, other) = (_folder.File("own"), _folder.File("other"));
        foreach (var (folder, content) in new[] { (own, "2.10"), (other, "2.9"), (_folder.File("same"), "2.10") })
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "libc10.so"), content);
        }

        var file = Path.Combine(own, "libtorch_cpu.so");
        string[] loaded = [Path.Combine(own, "libc10.so"), Path.Combine(_folder.File("same"), "libc10.so"), "[vdso]"];
        Assert.StartsWith("Delete the package folder", Remedies.For(file, loaded), StringComparison.Ordinal);
        var part = Path.Combine(other, "libc10.so");
        Assert.StartsWith($"{part} is loaded already, and is of another libtorch: restart the kernel",
            Remedies.For(file, [.. loaded, part]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unable to load.\n/a.so: undefined symbol: b\n", "/a.so: undefined symbol: b.")]
    [InlineData("The specified module was not found. ", "The specified module was not found.")]
    public void The_cause_is_a_sentence(string message, string expected) =>
        Assert.Equal(expected, NativeTorch.LastLine(new DllNotFoundException(message)));

    [Fact]
    public void The_second_cache_serves_where_the_first_has_nothing_and_the_order_is_that_of_need()
    {
        string[] names = ["libtorch.so", "libtorch_cpu.so", "libc10.so", "libgomp-98b21ff3.so.1", "libshm.so"];
        foreach (var name in names)
            Put("second", "libtorch-cpu-linux-x64", NativeTorch.Version("LibTorchVersion"), name);
        Put("second", "torchsharp", NativeTorch.Version("TorchSharpVersion"), "libLibTorchSharp.so");
        var files = NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("first"), _folder.File("second")]);
        Assert.Equal(["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"],
            files.Torch.Select(Path.GetFileName));
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
    public void With_CUDA_the_files_of_all_parts_are_found_but_those_for_tests_and_Python()
    {
        var version = NativeTorch.Version("LibTorchVersion");
        PutCuda("libc10.so", "part1");
        string[] firstPart = ["libc10_cuda.so", "libtorch.so", "libcudnn.so.9", "libcublas-031ce6c2.so.12",
            "libc10d_cuda_test.so", "libtorch_cpu.so.sha"];
        foreach (var name in firstPart) PutCuda(name, "part1");
        PutCuda("libtorch_cpu.so", "part2-primary");
        PutCuda("libtorch_cuda.so", "part3-primary");
        PutCuda("libtorch_python.so", "part6");
        Put("cache", "torchsharp", NativeTorch.Version("TorchSharpVersion"), "libLibTorchSharp.so");
        // Of another version, and of torch for the CPU.
        Put("cache", "libtorch-cuda-12.8-linux-x64-part4", "2.9.0", "libother.so");
        Put("cache", "libtorch-cpu-linux-x64", version, "libtorch_cpu.so");

        var files = NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("none"), _folder.File("cache")],
            "libtorch-cuda-12.8-linux-x64");
        Assert.True(files.HasCuda);
        Assert.Equal(
            ["libc10.so", "libc10_cuda.so", "libcublas-031ce6c2.so.12", "libcudnn.so.9", "libtorch.so",
                "libtorch_cpu.so", "libtorch_cuda.so"],
            files.Torch.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(Path.Combine("libtorch-cuda-12.8-linux-x64-part2-primary", version),
            files.Torch.Single(f => f.EndsWith("torch_cpu.so", StringComparison.Ordinal)), StringComparison.Ordinal);

        void PutCuda(string name, string part) => Put("cache", $"libtorch-cuda-12.8-linux-x64-{part}", version, name);
    }

    [Fact]
    public void Without_one_part_of_CUDA_the_package_is_named()
    {
        foreach (var name in new[] { "libc10.so", "libc10_cuda.so", "libtorch.so", "libtorch_cpu.so" })
            Put("cache", "libtorch-cuda-12.8-linux-x64-part1", NativeTorch.Version("LibTorchVersion"), name);
        var error = Assert.Throws<NativeTorchException>(
            () => NativeTorchFiles.Find(Linux, _folder.File("app"), [_folder.File("cache")],
                "libtorch-cuda-12.8-linux-x64"));
        Assert.All(["libtorch_cuda.so", "libtorch-cuda-12.8-linux-x64", "several gigabytes", _folder.File("app")],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_need_each_other_are_loaded_whatever_their_order()
    {
        // Each needs the one before it, but the last two need each other, which no loader can give.
        var needs = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["a"] = null,
            ["b"] = "a",
            ["c"] = "b",
            ["d"] = "c",
            ["x"] = "y",
            ["y"] = "x"
        };
        var random = new System.Random(3);
        for (var trial = 0; trial < 50; trial++)
        {
            var loaded = new List<string>();
            var order = needs.Keys.ToArray();
            random.Shuffle(order);
            var left = NativeTorch.InAnyOrder(order, file =>
            {
                if (needs[file] is { } need && !loaded.Contains(need))
                    throw new NativeTorchException($"{file} needs {need}");
                loaded.Add(file);
            });
            Assert.Equal(["a", "b", "c", "d"], loaded);
            Assert.Equal(["x", "y"], left.Select(l => l.File).Order());
            Assert.Equal("x needs y", left.Single(l => l.File == "x").Error.Message);
        }
    }

    [Fact]
    public void A_build_for_the_CPU_says_how_to_get_CUDA()
    {
        Assert.SkipWhen(NativeTorch.Version("TorchPackage").Contains("cuda", StringComparison.Ordinal),
            "This build has CUDA.");
        var error = Assert.Throws<NativeTorchException>(() => NativeTorch.Device(ComputeDevice.Cuda));
        Assert.Contains("-p:LeNetLabTorch=cuda", error.Message, StringComparison.Ordinal);
        Assert.Equal(TorchSharp.DeviceType.CPU, NativeTorch.Device(ComputeDevice.Cpu).type);
    }

    [Fact]
    public void No_output_folder_carries_native_torch()
    {
        // artifacts/bin/LeNetLab.Tests/debug → artifacts/bin, with the outputs of every project that was built.
        var bin = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Parent!;
        Assert.Equal("bin", bin.Name);
        string[] stems = ["torch_cpu", "libtorch", "LibTorchSharp", "libLibTorchSharp", "c10", "libc10", "libgomp",
            "libiomp5"];
        string[] endings = [".so", ".dll", ".dylib"];
        var found = bin.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => stems.Any(s => f.Name.StartsWith(s, StringComparison.OrdinalIgnoreCase))
                && endings.Any(e => f.Name.Contains(e, StringComparison.OrdinalIgnoreCase)));
        Assert.Empty(found.Select(f => f.FullName));
    }

    private void Put(string cache, string package, string version, string name)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(_folder.File(cache), package, version, "runtimes", "linux-x64", "native"));
        File.WriteAllText(Path.Combine(folder.FullName, name), "");
    }
}
