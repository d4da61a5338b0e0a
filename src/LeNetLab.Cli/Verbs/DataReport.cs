using System.Security.Cryptography;
using LeNetLab.Cli.Terminal;
using LeNetLab.Data;

namespace LeNetLab.Cli.Verbs;

/// <summary>Lists the places that digits can come from, in the order in which they are asked.</summary>
internal static class DataReport
{
    public static int Show(Screen screen, DigitsOptions options, bool check, CancellationToken cancellationToken)
    {
        var set = options.DataSet;
        screen.Say("Where digits come from, the first that has them:");
        screen.Say();
        var (hasFolder, folderIsGenuine) = ShowFolder(screen, options, cancellationToken);
        var hasCache = ShowCache(screen, options);

        screen.Say($"3. a download{(options.Offline ? $"; switched off by {DigitsOptions.OfflineVariable}" : "")}");
        foreach (var mirror in set.Mirrors) screen.Say($"     {mirror}");
        screen.Say($"4. the built-in digits, drawn by a program: {options.BuiltInTrainCount:N0} to train on, {options.BuiltInTestCount:N0} to test on");
        screen.Say();

        var isBuiltIn = IsBuiltIn(options);
        var used = isBuiltIn ? "the built-in digits" : hasFolder ? "those of the folder" : hasCache ? $"{set.Name} from the cache"
            : options.Offline ? "the built-in digits" : $"{set.Name} if the download succeeds (lenet data --download), else the built-in digits";
        screen.Say($"In use: {used}.");
        if (!check) return ExitCode.Fine;
        var isGenuine = isBuiltIn ? false : hasFolder ? folderIsGenuine : hasCache;
        screen.Say(isGenuine ? $"Check passed: {set.Name}, every file with the right SHA-256." : $"Check failed: the digits in use are not {set.Name} as published.");
        return isGenuine ? ExitCode.Fine : ExitCode.Failed;
    }

    private static bool IsBuiltIn(DigitsOptions options) =>
        string.Equals(options.Folder, DigitsOptions.BuiltInName, StringComparison.OrdinalIgnoreCase);

    private static (bool Has, bool IsGenuine) ShowFolder(Screen screen, DigitsOptions options, CancellationToken cancellationToken)
    {
        const string Title = "1. the folder of --data or " + DigitsOptions.FolderVariable;
        if (options.Folder is not { } folder || IsBuiltIn(options))
        {
            screen.Say($"{Title}: {options.Folder ?? "none named"}");
            return (false, false);
        }

        var paths = DataFolder.Find(folder, options.DataSet);
        var images = DataFolder.Load(folder, options.DataSet, cancellationToken);
        screen.Say($"{Title}: {Path.GetFullPath(folder)}");
        foreach (var path in paths.Values) ShowFile(screen, path, "whole");
        screen.Say($"     {images.Train.Count:N0} to train on, {images.Test.Count:N0} to test on; {(images.IsGenuine ? "" : "not ")}{options.DataSet.Name} as published (SHA-256)");
        return (true, images.IsGenuine);
    }

    private static bool ShowCache(Screen screen, DigitsOptions options)
    {
        var folder = DataCache.FolderOf(options.DataSet, options.CacheFolder);
        screen.Say($"2. the cache: {folder}");
        var allSound = true;
        foreach (var file in options.DataSet.Files)
        {
            var path = Path.Combine(folder, file.PackedName);
            var isSound = File.Exists(path) && string.Equals(Sha256(path), file.PackedSha256, StringComparison.Ordinal);
            allSound &= isSound;
            if (File.Exists(path)) ShowFile(screen, path, isSound ? "SHA-256 right" : "SHA-256 WRONG, not used");
            else screen.Say($"     {file.PackedName,-28}  not there");
        }

        return allSound;
    }

    private static void ShowFile(Screen screen, string path, string state) =>
        screen.Say($"     {Path.GetFileName(path),-28}  {new FileInfo(path).Length,10:N0} bytes  {state}");

    private static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
