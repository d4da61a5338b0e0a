namespace LeNetLab.Cli.Doctor;

/// <summary>
/// The tool manifest of the Polyglot Notebooks extension. From SDK 10.0.102 on, <c>dotnet new tool-manifest</c> writes it
/// into the extension's folder itself, and the extension looks for it in <c>.config</c>: it then works in its first
/// session only (dotnet/interactive#4161, dotnet/sdk#53103).
/// </summary>
internal static class ExtensionManifest
{
    private const string Check = "Polyglot Notebooks", FileName = "dotnet-tools.json";
    private const string Extension = "ms-dotnettools.dotnet-interactive-vscode";

    private static readonly string[] Products = ["Code", "Code - Insiders", "Code - OSS", "VSCodium"];

    /// <summary>Looks at each storage folder of the extension, and mends what is broken.</summary>
    /// <param name="userData">Further folders that VS Code was started with (<c>--user-data-dir</c>).</param>
    /// <param name="mend">Whether to mend, or only to report.</param>
    public static IEnumerable<Finding> Look(IEnumerable<string> userData, bool mend)
    {
        var storages = UserFolders(userData).SelectMany(Storages).Where(Directory.Exists).Distinct().ToList();
        if (storages.Count == 0)
            yield return new(Check, State.Note, "the extension has not run here; only VS Code needs it");
        foreach (var storage in storages) yield return Look(storage, mend);
    }

    private static Finding Look(string storage, bool mend)
    {
        string here = Path.Combine(storage, FileName), there = Path.Combine(storage, ".config", FileName);
        if (File.Exists(there)) return new(Check, State.Ok, $"tool manifest in {there}");
        if (!File.Exists(here))
            return new(Check, State.Note, $"no tool manifest in {storage} yet; open a notebook once, then ask again");
        var remedy = $"move {here} to {there}";
        if (!mend) return new(Check, State.Broken, $"its tool manifest is where it does not look: {remedy}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(there)!);
            File.Move(here, there);
            return new(Check, State.Mended, $"moved its tool manifest to {there}; reload VS Code's window");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Check, State.Broken, $"its tool manifest cannot be moved ({e.Message}): {remedy}");
        }
    }

    // The extension has a storage for every window, and one for each profile.
    private static IEnumerable<string> Storages(string user)
    {
        var profiles = Path.Combine(user, "profiles");
        return (Directory.Exists(profiles) ? Directory.GetDirectories(profiles) : []).Prepend(user)
            .Select(folder => Path.Combine(folder, "globalStorage", Extension));
    }

    private static IEnumerable<string> UserFolders(IEnumerable<string> userData)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // ~/.config on Linux, ~/Library/Application Support on macOS, Roaming on Windows.
        var settings = Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string[] servers = [".vscode-server/data", ".vscode-server-insiders/data", ".vscode-remote/data",
            ".local/share/code-server", ".openvscode-server/data"];
        return userData.Concat(Products.Select(product => Path.Combine(settings, product)))
            .Concat(servers.Select(server => Path.Combine(home, server)))
            .Select(folder => Path.Combine(folder, "User"));
    }
}
