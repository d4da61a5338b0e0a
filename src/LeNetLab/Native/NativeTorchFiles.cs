namespace LeNetLab.Native;

/// <summary>Where the native files lie: beside a published application, or in the NuGet package cache.</summary>
/// <param name="Torch">Libtorch's files; in the order of need, except with CUDA.</param>
/// <param name="Bridge">TorchSharp's library.</param>
/// <param name="HasCuda">Whether this is libtorch with CUDA.</param>
internal sealed record NativeTorchFiles(IReadOnlyList<string> Torch, string Bridge, bool HasCuda = false)
{
    /// <summary>What the packages of libtorch with CUDA begin with.</summary>
    public const string CudaPrefix = "libtorch-cuda-";

    /// <exception cref="NativeTorchException">A file is in none of the places; the message lists them.</exception>
    public static NativeTorchFiles Find(TorchPlatform platform) =>
        Find(platform, AppContext.BaseDirectory, PackageRoots(), NativeTorch.Version("TorchPackage"));

    public static NativeTorchFiles Find(
        TorchPlatform platform, string applicationFolder, IReadOnlyList<string> packageRoots, string? package = null)
    {
        if (string.IsNullOrEmpty(package)) package = $"libtorch-cpu-{platform.Rid}";
        var hasCuda = package.StartsWith(CudaPrefix, StringComparison.Ordinal);
        var torch = hasCuda ? CudaFiles(platform, applicationFolder, packageRoots, package)
            : CpuFiles(platform, applicationFolder, packageRoots, package);
        var bridge = FolderOf(
            [platform.BridgeFile], "TorchSharp", "TorchSharpVersion", platform, applicationFolder, packageRoots);
        return new(torch, Path.Combine(bridge, platform.BridgeFile), hasCuda);
    }

    // A folder with all of the files: beside a program there may be a stub of one (LinkerStub).
    private static string FolderOf(IReadOnlyList<string> files, string package, string versionKey,
        TorchPlatform platform, string applicationFolder, IReadOnlyList<string> packageRoots)
    {
        var folders = Beside(applicationFolder, platform).Concat(packageRoots.Select(
            root => PackageFolder(root, package, NativeTorch.Version(versionKey), platform))).ToList();
        string[] Gone(string folder) => [.. files.Where(file => !File.Exists(Path.Combine(folder, file)))];
        if (folders.Find(folder => Gone(folder).Length == 0) is { } whole) return whole;
        if (folders.FindLast(folder => Gone(folder).Length < files.Count) is not { } part)
            throw Missing(files[0], package, versionKey, folders);
        var gone = Gone(part)[0];
        throw new NativeTorchException($"{Path.Combine(part, gone)} is missing. {Remedies.Reinstall(gone)}");
    }

    private static List<string> CpuFiles(
        TorchPlatform platform, string applicationFolder, IReadOnlyList<string> packageRoots, string package)
    {
        var main = platform.TorchFiles[^2];
        string[] needed = [main, .. platform.TorchFiles.TakeLast(3).Where(file => file != main)];
        var folder = FolderOf(needed, package, "LibTorchVersion", platform, applicationFolder, packageRoots);
        // A library of another name on this platform (libomp, libgomp) is found by the others' own paths.
        return platform.TorchFiles
            .SelectMany(pattern => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
            .ToList();
    }

    /// <summary>
    /// With CUDA there are some forty files in as many as ten packages, "…-part1", "…-part2-primary" and so on. All of
    /// them are wanted but those for tests and for Python.
    /// </summary>
    private static List<string> CudaFiles(
        TorchPlatform platform, string applicationFolder, IReadOnlyList<string> packageRoots, string package)
    {
        IEnumerable<IReadOnlyList<string>> places = Beside(applicationFolder, platform)
            .Select(folder => (IReadOnlyList<string>)[folder])
            .Concat(packageRoots.Select(root => PartFolders(root, package, platform)));
        foreach (var folders in places)
        {
            var files = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder))
                .Where(file => platform.IsLibrary(file) && !platform.IsBesideThePoint(file))
                .Order(StringComparer.Ordinal).ToList();
            if (platform.CudaFiles.All(needed => files.Any(file => Path.GetFileName(file) == needed))) return files;
        }

        throw Missing(platform.CudaFiles[^1], package, "LibTorchVersion", Beside(applicationFolder,
            platform).Concat(packageRoots.Select(root => Path.Combine(root, package + "-*"))));
    }

    private static List<string> PartFolders(string root, string package, TorchPlatform platform) =>
        !Directory.Exists(root) ? []
            : [.. Directory.EnumerateDirectories(root, package + "-*").Order(StringComparer.Ordinal)
                .Select(folder =>
                    PackageFolder(root, Path.GetFileName(folder), NativeTorch.Version("LibTorchVersion"), platform))];

    /// <summary>The package caches to search: the environment's, the build's, the default one.</summary>
    internal static IReadOnlyList<string> PackageRoots() =>
        new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            NativeTorch.Version("NuGetPackageRoot"),
        }
        // The program's own build says where its packages were restored from (build/LeNetLab.targets).
        .Concat((AppContext.GetData("LeNetLab.PackageFolders") as string ?? "").Split(';'))
        .Append(Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"))
        .Where(root => !string.IsNullOrWhiteSpace(root))
        .Select(root => Path.TrimEndingDirectorySeparator(root!))
        .Distinct(StringComparer.Ordinal)
        .ToList();

    // In the order in which the runtime searches them.
    private static IEnumerable<string> Beside(string applicationFolder, TorchPlatform platform) =>
        [Path.Combine(applicationFolder, "runtimes", platform.Rid, "native"), applicationFolder];

    private static string PackageFolder(string root, string package, string version, TorchPlatform platform) =>
        Path.Combine(root, package.ToLowerInvariant(), version, "runtimes", platform.Rid, "native");

    private static NativeTorchException Missing(
        string file, string package, string versionKey, IEnumerable<string> folders) =>
            new($"{file} was not found. It comes with the package {package} {NativeTorch.Version(versionKey)}: run " +
                $"`dotnet restore` in a clone of LeNetLab, or `dotnet add package {package} --version " +
                $"{NativeTorch.Version(versionKey)}` in a project of your own (a download of " +
                (package.StartsWith(CudaPrefix, StringComparison.Ordinal) ? "several gigabytes" : "about 200 MB") +
                $", once). Looked in: {string.Join(", ", folders)}.");
}
