using System.Security.Cryptography;

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
        foreach (var mirror in set.Archive?.Mirrors ?? set.Mirrors) screen.Say($"     {mirror}{set.Archive?.Name}");
        if (set.Archive is { } archive)
            screen.Say($"     one archive of {archive.Length / 1e6:N0} MB, which is only fetched when asked for " +
                $"(lenet data --set {set.Folder} --download)");
        var drawn = Digits.DrawnName(set, options.Otherwise);
        screen.Say(drawn is null ? $"4. no program draws {set.Name}"
            : $"4. {drawn}, drawn by a program: {DrawnDigits.DefaultTrainCount:N0} to train on, " +
                $"{DrawnDigits.DefaultTestCount:N0} to test on");
        screen.Say();

        var isBuiltIn = IsBuiltIn(options);
        var last = drawn ?? "nothing";
        var used = isBuiltIn ? last : hasFolder ? "those of the folder" : hasCache ? $"{set.Name} from the cache"
            : options.Offline || set.Archive is not null
            ? last : $"{set.Name} if the download succeeds (lenet data --download), else {last}";
        screen.Say($"In use: {used}.");
        if (!check) return ExitCode.Fine;
        var isGenuine = isBuiltIn ? false : hasFolder ? folderIsGenuine : hasCache;
        screen.Say(isGenuine ? $"Check passed: {set.Name}, every file with the right SHA-256."
            : $"Check failed: the digits in use are not {set.Name} as published.");
        return isGenuine ? ExitCode.Fine : ExitCode.Failed;
    }

    private static bool IsBuiltIn(DigitsOptions options) =>
        string.Equals(options.Folder, DigitsOptions.BuiltInName, StringComparison.OrdinalIgnoreCase);

    private static (bool Has, bool IsVerified) ShowFolder(
        Screen screen, DigitsOptions options, CancellationToken cancellationToken)
    {
        var title = $"1. the folder of --data or {options.DataSet.FolderVariable}";
        if (options.Folder is not { } folder || IsBuiltIn(options))
        {
            screen.Say($"{title}: {options.Folder ?? "none named"}");
            return (false, false);
        }

        var images = DataFolder.Load(folder, options.DataSet, DataCache.FolderOf(options.DataSet, options.CacheFolder),
            null, cancellationToken);
        screen.Say($"{title}: {Path.GetFullPath(folder)}");
        if (DataFolder.Holds(folder, options.DataSet))
        {
            foreach (var path in DataFolder.Find(folder, options.DataSet).Values)
                ShowFile(screen, options.DataSet, path, "whole");
        }
        else
        {
            screen.Say("     the archive; what is wanted of it is in the cache now");
        }

        screen.Say($"     {images.Train.Count:N0} to train on, {images.Test.Count:N0} to test on; " +
            (images.IsVerified ? "" : options.DataSet.HasDigest ? "not " : "not shown to be ") +
            $"{options.DataSet.Name} as published (SHA-256)");
        return (true, images.IsVerified);
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
            if (File.Exists(path))
                ShowFile(screen, options.DataSet, path, isSound ? "SHA-256 right" : "SHA-256 WRONG, not used");
            else screen.Say($"     {file.PackedName.PadRight(Width(options.DataSet))}  not there");
        }

        return allSound;
    }

    private static void ShowFile(Screen screen, DataSet set, string path, string state) =>
        screen.Say(
            $"     {Path.GetFileName(path).PadRight(Width(set))}  {new FileInfo(path).Length,10:N0} bytes  {state}");

    private static int Width(DataSet set) => set.Files.Max(file => file.PackedName.Length);

    private static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
