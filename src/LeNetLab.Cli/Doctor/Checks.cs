using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeNetLab.Cli.Doctor;

/// <summary>What the course needs on a machine, and what some ways into it need.</summary>
internal static partial class Checks
{
    private const string TestedKernel = "1.0.712001";

    /// <summary>Every check in order, one after the other, so that each can be reported when it is done.</summary>
    public static IEnumerable<Finding> All(
        DigitsOptions digits, IEnumerable<string> userData, bool mend, CancellationToken cancellationToken)
    {
        yield return Sdk();
        yield return Build();
        yield return Torch();
        yield return Packages();
        yield return Cache();
        yield return Digits(digits, cancellationToken);
        yield return Kernel();
        yield return Jupyter();
        foreach (var finding in ExtensionManifest.Look(userData, mend)) yield return finding;
        yield return Tool("Verso", "verso.cli", "verso", "Verso.Cli");
        yield return Tool("dotnet-repl", "dotnet-repl", "dotnet-repl", "dotnet-repl");
        yield return Browser();
    }

    private static Finding Sdk()
    {
        const string Remedy = "install the .NET 10 SDK (https://dotnet.microsoft.com/download)";
        var root = Clone()?.Root;
        var found = Tools.Ask(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", root, "--version");
        return found is null ? new(".NET SDK", State.Broken, $"expected .NET 10, found none that fits: {Remedy}")
            : Version.TryParse(found.Split('-')[0], out var version) && version.Major >= 10
                ? new(".NET SDK", State.Ok, found)
            : new(".NET SDK", State.Broken, $"expected 10 or later, found {found}: {Remedy}");
    }

    private static Finding Build()
    {
        if (Clone() is not { } clone)
            return new("build", State.Note, "not in a clone of LeNetLab; the notebooks need one");
        const string Remedy = "run `dotnet build` in the clone's folder";
        if (!File.Exists(clone.SetupFile))
            return new("build", State.Broken,
                $"{clone.SetupFile} is missing, which every first cell imports: {Remedy}");
        var missing = Reference().Matches(File.ReadAllText(clone.SetupFile)).Select(match => match.Groups[1].Value)
            .FirstOrDefault(path => !File.Exists(path));
        return missing is null ? new("build", State.Ok, clone.SetupFile)
            : new("build", State.Broken, $"{clone.SetupFile} names {missing}, which is missing: {Remedy}");
    }

    private static Finding Torch()
    {
        try
        {
            return new("native torch", State.Ok, NativeTorch.Load());
        }
        catch (NativeTorchException e)
        {
            return new("native torch", State.Broken, e.Message);
        }
    }

    private static Finding Packages()
    {
        var roots = NativeTorchFiles.PackageRoots();
        return roots.FirstOrDefault(root => Directory.Exists(Path.Combine(root, "torchsharp"))) is { } root
            ? new("packages", State.Ok, root)
            : new("packages", State.Note, $"TorchSharp is in none of {string.Join(", ", roots)}: run `dotnet restore`");
    }

    private static Finding Cache()
    {
        var folder = Environment.GetEnvironmentVariable(DataCache.FolderVariable) is { Length: > 0 } named
            ? named : DataCache.DefaultFolder();
        try
        {
            Directory.CreateDirectory(folder);
            File.Create(Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose).Dispose();
            return new("cache", State.Ok, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("cache", State.Broken,
                $"{folder} cannot be written ({e.Message}): name another folder in {DataCache.FolderVariable}");
        }
    }

    private static Finding Digits(DigitsOptions options, CancellationToken cancellationToken)
    {
        if (options.Folder is DigitsOptions.BuiltInName) return new("digits", State.Ok, "drawn by a program, as asked");
        try
        {
            if (options.Folder is { } folder)
            {
                var images = DataFolder.Load(folder, options.DataSet, cancellationToken);
                return new("digits", State.Ok, Invariant($"{images.Train.Count:N0} to train on in {folder}"));
            }

            return CachedImages.TryLoad(options.DataSet, options.CacheFolder, cancellationToken) is null
                ? new("digits", State.Note, "MNIST is not here yet, so digits drawn by a program are used if a "
                    + "download fails: `lenet data --download` gets it (11 MB)")
                : new("digits", State.Ok, "MNIST from the cache");
        }
        catch (Exception e) when (e is DataSetException or InvalidDataException or IOException)
        {
            return new("digits", State.Broken, $"{e.Message} Correct {options.DataSet.FolderVariable}, or unset it");
        }
    }

    private static Finding Kernel() =>
        Tools.Version("microsoft.dotnet-interactive", "dotnet-interactive") is not { } version
            ? new("kernel", State.Note, "dotnet-interactive is not installed; only Jupyter needs it: "
                + "`dotnet tool install -g Microsoft.dotnet-interactive`")
            : new("kernel", State.Ok, $"dotnet-interactive {version}"
                + (version == TestedKernel ? "" : $" (tested with {TestedKernel})"));

    private static Finding Jupyter()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places =
        [
            Path.Combine(home, ".local", "share", "jupyter"), Path.Combine(home, "Library", "Jupyter"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter"),
            "/usr/local/share/jupyter", "/usr/share/jupyter",
        ];
        var kernel = places.Select(place => Path.Combine(place, "kernels", ".net-csharp"))
            .FirstOrDefault(Directory.Exists);
        return kernel is not null ? KernelSpec(kernel) : new("Jupyter", State.Note,
            Tools.Find("jupyter") is null ? "not installed; another way into the course"
                : "does not know the kernel: `dotnet interactive jupyter install`");
    }

    /// <summary>Whether the program is there that Jupyter would start for a kernel.</summary>
    /// <param name="folder">The folder with the kernel.json.</param>
    internal static Finding KernelSpec(string folder)
    {
        const string Remedy = "`dotnet tool install -g Microsoft.dotnet-interactive`, then `dotnet interactive "
            + "jupyter install`";
        try
        {
            var words = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))?["argv"]?.AsArray()
                .Select(word => $"{word}").ToList();
            // `dotnet NAME` starts the program dotnet-NAME.
            var program = words is ["dotnet", "interactive", ..] ? "dotnet-interactive" : words?.FirstOrDefault();
            return program is null ? new("Jupyter", State.Note, $"{folder} names no program: {Remedy}")
                : File.Exists(program) || Tools.Find(program) is not null ? new("Jupyter", State.Ok, folder)
                : new("Jupyter", State.Note, $"{folder} starts {program}, which is not installed: {Remedy}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException)
        {
            return new("Jupyter", State.Note, $"{folder} has no kernel.json that can be read: {Remedy}");
        }
    }

    private static Finding Tool(string name, string package, string command, string install) =>
        Tools.Version(package, command) is { } version ? new(name, State.Ok, version)
            : new(name, State.Note, $"not installed; another way into the course: `dotnet tool install -g {install}`");

    private static Finding Browser()
    {
        var named = Environment.GetEnvironmentVariable("LENETLAB_CHROMIUM");
        string[] usual =
        [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        var found = named is { Length: > 0 } ? named
            : Tools.Find("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "firefox")
                ?? Array.Find(usual, File.Exists);
        return found is null || !File.Exists(found)
            ? new("browser", State.Note, $"{found ?? "none"} found; any opens the page, and the tests want Chromium")
            : new("browser", State.Ok, found);
    }

    private static Repository? Clone()
    {
        try
        {
            return Repository.Find();
        }
        catch (UserMistakeException)
        {
            return null;
        }
    }

    [GeneratedRegex("^#r \"(.+)\"", RegexOptions.Multiline)]
    private static partial Regex Reference();
}
