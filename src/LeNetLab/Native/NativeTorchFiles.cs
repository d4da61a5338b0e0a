namespace LeNetLab.Native;

/// <summary>Where the native files lie: beside a published application, or in the NuGet package cache.</summary>
internal sealed record NativeTorchFiles(IReadOnlyList<string> Torch, string Bridge)
{
    /// <exception cref="NativeTorchException">A file is in none of the places; the message lists them.</exception>
    public static NativeTorchFiles Find(TorchPlatform platform) => Find(platform, AppContext.BaseDirectory, PackageRoots());

    public static NativeTorchFiles Find(TorchPlatform platform, string applicationFolder, IReadOnlyList<string> packageRoots)
    {
        var torchFolders = Beside(applicationFolder, platform)
            .Concat(packageRoots.Select(root => PackageFolder(root, $"libtorch-cpu-{platform.Rid}", NativeTorch.Version("LibTorchVersion"), platform)))
            .ToList();
        var bridgeFolders = Beside(applicationFolder, platform)
            .Concat(packageRoots.Select(root => PackageFolder(root, "torchsharp", NativeTorch.Version("TorchSharpVersion"), platform)))
            .ToList();

        var main = platform.TorchFiles[^2];
        var torchFolder = torchFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, main)))
            ?? throw Missing(main, $"libtorch-cpu-{platform.Rid}", "LibTorchVersion", torchFolders);
        var bridgeFolder = bridgeFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, platform.BridgeFile)))
            ?? throw Missing(platform.BridgeFile, "TorchSharp", "TorchSharpVersion", bridgeFolders);

        // A library that is not there under that name on this platform (libomp, libgomp) is found by the others' own paths.
        var torch = platform.TorchFiles
            .SelectMany(pattern => Directory.EnumerateFiles(torchFolder, pattern).Order(StringComparer.Ordinal))
            .ToList();
        return new(torch, Path.Combine(bridgeFolder, platform.BridgeFile));
    }

    /// <summary>The package caches to look in: the one in the environment, the one the build used, the default one.</summary>
    internal static IReadOnlyList<string> PackageRoots() =>
        new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            NativeTorch.Version("NuGetPackageRoot"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        }
        .Where(root => !string.IsNullOrWhiteSpace(root))
        .Select(root => Path.TrimEndingDirectorySeparator(root!))
        .Distinct(StringComparer.Ordinal)
        .ToList();

    private static IEnumerable<string> Beside(string applicationFolder, TorchPlatform platform) =>
        [applicationFolder, Path.Combine(applicationFolder, "runtimes", platform.Rid, "native")];

    private static string PackageFolder(string root, string package, string version, TorchPlatform platform) =>
        Path.Combine(root, package, version, "runtimes", platform.Rid, "native");

    private static NativeTorchException Missing(string file, string package, string versionKey, IEnumerable<string> folders) =>
        new($"{file} was not found. It comes with the package {package} {NativeTorch.Version(versionKey)}: run `dotnet restore` " +
            $"in a clone of LeNetLab, or `dotnet add package {package} --version {NativeTorch.Version(versionKey)}` in a project of " +
            $"your own (a download of about 200 MB, once). Looked in: {string.Join(", ", folders)}.");
}
