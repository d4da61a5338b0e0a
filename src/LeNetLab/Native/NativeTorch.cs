using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace LeNetLab.Native;

/// <summary>
/// Loads native torch (libtorch and TorchSharp's bridge to it) straight from the package cache, or from beside a
/// published program. The library calls <see cref="Load"/> where it first needs a tensor, and the build adds
/// <see cref="LoadOnFirstUse"/> to every C# program, so that neither need be called by hand.
/// </summary>
public static class NativeTorch
{
    private static readonly Lazy<LoadedFiles> Files = new(LoadFiles, LazyThreadSafetyMode.ExecutionAndPublication);
    private static readonly Lazy<NativeTorchInfo> Started = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>
    /// Loads native torch once a process. Later calls return at once; calls from several threads wait for the first.
    /// </summary>
    /// <remarks>
    /// Unless <c>OMP_NUM_THREADS</c> is set, libtorch is told to use one thread. On LeNet-sized batches a second one
    /// gains 10 to 25 % on an idle machine and can cost a factor of ten on a busy one; and one thread gives the same
    /// weights for the same seed whatever the number of cores.
    /// </remarks>
    /// <returns>What was loaded, in one line.</returns>
    /// <exception cref="NativeTorchException">It cannot be loaded here; the message says why and what to
    /// do.</exception>
    public static string Load() => Info.ToString();

    /// <summary>
    /// Loads nothing yet: native torch is loaded as by <see cref="Load"/> when TorchSharp first asks for it. But where
    /// the system has a libtorch of its own, which TorchSharp would find first, it is loaded at once.
    /// </summary>
    public static void LoadOnFirstUse()
    {
        AnswerFor(typeof(NativeTorch).Assembly);
        try
        {
            if (SystemTorch.IsThere(TorchPlatform.Current())) _ = Files.Value;
        }
        catch (NativeTorchException)
        {
            // Whoever needs torch is told; this runs in programs that may not.
        }
    }

    /// <summary>What <see cref="Load"/> has loaded, or loads now.</summary>
    internal static NativeTorchInfo Info => Started.Value;

    private static NativeTorchInfo Start()
    {
        // First, so that what goes wrong is reported by this library and not in TorchSharp's words.
        var info = Files.Value.Info;
        AnswerFor(typeof(torch).Assembly);
        // The first TorchSharp call has to be a member of `torch` itself; this is that call.
        torch.InitializeDeviceType(DeviceType.CPU);
        return info;
    }

    // TorchSharp asks for its libraries by bare name. Linux and Windows then find the ones that are loaded; where the
    // system does not look among those, this answers. In a notebook each assembly has a context of its own.
    private static void AnswerFor(Assembly assembly)
    {
        var context = AssemblyLoadContext.GetLoadContext(assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll -= Answer;
        context.ResolvingUnmanagedDll += Answer;
    }

    private static nint Answer(Assembly asking, string name) =>
        asking.GetName().Name != nameof(TorchSharp) ? 0
            : Files.Value.Handles.GetValueOrDefault(TorchPlatform.Current().LibraryName(name));

    private static unsafe LoadedFiles LoadFiles()
    {
        var platform = TorchPlatform.Current();
        var files = NativeTorchFiles.Find(platform);

        var handles = new Dictionary<string, nint>(StringComparer.Ordinal);
        if (files.HasCuda)
        {
            var left = InAnyOrder(files.Torch, file => handles[platform.LibraryName(file)] = LoadTorchFile(file));
            if (left.FirstOrDefault(failed => platform.CudaFiles.Contains(Path.GetFileName(failed.File)))
                is { Error: { } error }) throw error;
        }
        else
        {
            foreach (var file in files.Torch) handles[platform.LibraryName(file)] = LoadTorchFile(file);
        }

        var (bridge, weakened) = LoadBridge(files.Bridge, platform);
        handles[platform.LibraryName(files.Bridge)] = bridge;
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OMP_NUM_THREADS")))
            ((delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(bridge, "THSTorch_set_num_threads"))(1);
        return new(
            handles, new(Version("TorchSharpVersion"), Version("LibTorchVersion"), platform.Rid, weakened));
    }

    private sealed record LoadedFiles(IReadOnlyDictionary<string, nint> Handles, NativeTorchInfo Info);

    /// <summary>
    /// The device of that kind. Tensors and networks go to it by <c>to(device)</c>; a training is told in its options.
    /// </summary>
    /// <exception cref="NativeTorchException">It is missing, or this build cannot use it; the message says what to
    /// do.</exception>
    public static torch.Device Device(ComputeDevice device)
    {
        Load();
        if (device == ComputeDevice.Cpu) return torch.CPU;
        // A torch without CUDA must not even be asked: TorchSharp would go and copy packages about in search of it.
        if (!Version("TorchPackage").StartsWith(NativeTorchFiles.CudaPrefix, StringComparison.Ordinal))
            throw new NativeTorchException(
                "CUDA was asked for, and this build has torch for the CPU alone. On Linux or Windows with an NVIDIA " +
                "GPU, build it with -p:LeNetLabTorch=cuda (a download of several gigabytes, once).");
        if (!torch.TryInitializeDeviceType(DeviceType.CUDA))
            throw new NativeTorchException("CUDA was asked for, and torch finds no NVIDIA GPU here. See whether " +
                "nvidia-smi lists one, with a driver for CUDA 12.");
        return torch.CUDA;
    }

    /// <summary>Loads files whose dependencies are unknown: in rounds, until a round loads none.</summary>
    /// <returns>What would not load, with the reason.</returns>
    internal static IReadOnlyList<(string File, NativeTorchException Error)> InAnyOrder(
        IEnumerable<string> files, Action<string> load)
    {
        var left = files.ToList();
        while (true)
        {
            var failed = new List<(string File, NativeTorchException Error)>();
            foreach (var file in left)
            {
                try
                {
                    load(file);
                }
                catch (NativeTorchException e)
                {
                    failed.Add((file, e));
                }
            }

            if (failed.Count is 0 || failed.Count == left.Count) return failed;
            left = [.. failed.Select(f => f.File)];
        }
    }

    private static nint LoadTorchFile(string file, string? remedy = null)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            using var process = Process.GetCurrentProcess();
            remedy ??= Remedies.For(file, process.Modules.Cast<ProcessModule>().Select(module => module.FileName));
            throw new NativeTorchException($"{file} does not load: {LastLine(e)} {remedy}", e);
        }
    }

    private static (nint Handle, bool Weakened) LoadBridge(string file, TorchPlatform platform)
    {
        try
        {
            return (LoadTorchFile(file), false);
        }
        catch (NativeTorchException e) when (platform.IsLinux
            && e.InnerException!.Message.Contains(ElfVersionNeed.Glibcxx32, StringComparison.Ordinal))
        {
            return (LoadTorchFile(WeakenedCopy.Of(file, ElfVersionNeed.Glibcxx32),
                $"It is a copy of {file} that does without {ElfVersionNeed.Glibcxx32}, which this system's libstdc++ " +
                "lacks: install a newer libstdc++ (GCC 13 or later)."), true);
        }
    }

    // The loader's message lists every path it tried; the cause is in the line that names the file. As a sentence.
    internal static string LastLine(Exception e) =>
        (e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => line.Contains("not found", StringComparison.Ordinal)
                || line.Contains(':', StringComparison.Ordinal))
            ?? e.Message).TrimEnd(' ', '.') + ".";

    internal static string Version(string key) =>
        typeof(NativeTorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == key)?.Value ?? "";
}

/// <summary>What <see cref="NativeTorch.Load"/> has loaded.</summary>
/// <param name="TorchSharp">The version of TorchSharp, as "0.107.0".</param>
/// <param name="LibTorch">The version of libtorch, as "2.10.0".</param>
/// <param name="Rid">The platform, as "linux-x64".</param>
/// <param name="Weakened">Whether the bridge had to be loaded from a copy that asks less of libstdc++.</param>
internal sealed record NativeTorchInfo(string TorchSharp, string LibTorch, string Rid, bool Weakened)
{
    /// <summary>One line for a reader: the versions and the platform.</summary>
    public override string ToString() => $"TorchSharp {TorchSharp} on libtorch {LibTorch} ({Rid})";
}

internal static class Remedies
{
    // The loader takes a library that is loaded for the one of the same name that lies beside the file.
    public static string For(string file, IEnumerable<string> loaded) =>
        loaded.FirstOrDefault(other => new FileInfo(other) is { Exists: true } there
            && new FileInfo(Path.Combine(Path.GetDirectoryName(file)!, there.Name)) is { Exists: true } own
            && own.Length != there.Length) is not { } part ? Reinstall(file)
        : $"{part} is loaded already, and is of another libtorch: restart the kernel or the program, and load this " +
            "one first.";

    public static string Reinstall(string file) =>
        $"Delete the package folder that holds it and restore again (dotnet restore); the file is " +
        $"{Path.GetFileName(file)}.";
}
