namespace LeNetLab.Native;

/// <summary>The platforms that libtorch is published for, and how its files are called there.</summary>
internal sealed record TorchPlatform(string Rid, string Prefix, string Suffix, IReadOnlyList<string> TorchFiles)
{
    public bool IsLinux => Rid.StartsWith("linux", StringComparison.Ordinal);

    /// <summary>The files that torch with CUDA needs to load; empty where there is no such torch.</summary>
    public IReadOnlyList<string> CudaFiles => Rid is "linux-x64" or "win-x64"
        ? [.. new[] { "c10", "c10_cuda", "torch_cpu", "torch", "torch_cuda" }.Select(name => $"{Prefix}{name}{Suffix}")]
        : [];

    /// <summary>Whether a file is a shared library: .dll, or .so with or without a version behind it.</summary>
    public bool IsLibrary(string file) =>
        Path.GetFileName(file) is var name && (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            || (IsLinux && name.Contains(".so.", StringComparison.Ordinal) && char.IsAsciiDigit(name[^1])));

    /// <summary>Whether a library of libtorch's packages serves its tests or Python.</summary>
    public bool IsBesideThePoint(string file) => Path.GetFileName(file) is var name
        && (name == BridgeFile || new[] { "test", "python", "backend",
            "custom_ops" }.Any(word => name.Contains(word, StringComparison.Ordinal)));

    public string BridgeFile => $"{Prefix}LibTorchSharp{Suffix}";

    /// <summary>The bare name that a DllImport uses: "LibTorchSharp" for libLibTorchSharp.so.</summary>
    public string LibraryName(string file)
    {
        var name = Path.GetFileName(file);
        if (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)) name = name[..^Suffix.Length];
        return Prefix.Length > 0 && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
    }

    /// <exception cref="NativeTorchException">There is no libtorch for this system.</exception>
    public static TorchPlatform Current() => For(
        OperatingSystem.IsWindows()
            ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        RuntimeInformation.ProcessArchitecture,
        RuntimeInformation.RuntimeIdentifier);

    public static TorchPlatform For(OSPlatform system, Architecture architecture, string runtimeIdentifier)
    {
        if (runtimeIdentifier.Contains("musl", StringComparison.Ordinal))
            throw new NativeTorchException(
                $"libtorch is built for glibc, and this Linux ({runtimeIdentifier}) has musl. Use a Debian, Ubuntu, " +
                "Fedora or other glibc system or container.");
        if (system == OSPlatform.Linux && architecture == Architecture.X64)
            return new("linux-x64", "lib", ".so", ["libgomp-*.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"]);
        if (system == OSPlatform.OSX && architecture == Architecture.Arm64)
            return new(
                "osx-arm64", "lib", ".dylib", ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]);
        if (system == OSPlatform.Windows && architecture is Architecture.X64 or Architecture.Arm64)
            return new(architecture == Architecture.X64 ? "win-x64" : "win-arm64", "", ".dll",
                ["c10.dll", "torch_cpu.dll", "torch.dll"]);
        throw new NativeTorchException(
            $"TorchSharp has no native torch for {system} on {architecture}. It runs on Linux x64, Windows x64 and " +
            "Arm64, and macOS on Apple silicon.");
    }
}
