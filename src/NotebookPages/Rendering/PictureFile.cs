namespace NotebookPages.Rendering;

/// <summary>Puts a picture that prose refers to into the page.</summary>
internal static class PictureFile
{
    private const long LargestFile = 20_000_000;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
    };

    /// <summary>The picture as a data URI; null where the reference is to stay as it is.</summary>
    public static string? ToDataUri(string source, NotebookCell cell, string? folder)
    {
        var name = Uri.UnescapeDataString(source);
        if (source.StartsWith("attachment:", StringComparison.Ordinal))
        {
            var picture = cell.Json["attachments"]?[name[11..]] as JsonObject;
            return picture?.Where(data => Types.ContainsValue(data.Key))
                .Select(data => DataUri(data.Key, MultilineText.Read(data.Value))).FirstOrDefault();
        }

        if (folder is null || source.Contains(':', StringComparison.Ordinal) || Path.IsPathRooted(name)) return null;
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return Types.GetValueOrDefault(Path.GetExtension(path)) is { } type && LiesIn(path, folder)
            ? DataUri(type, Convert.ToBase64String(File.ReadAllBytes(path))) : null;
    }

    /// <summary>True for a file of bearable size in the folder itself: not above it, not behind a link.</summary>
    private static bool LiesIn(string path, string folder)
    {
        var root = Path.GetFullPath(folder);
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > LargestFile || file.LinkTarget is not null) return false;
        for (var above = file.Directory; above is not null; above = above.Parent)
        {
            if (above.FullName == Path.TrimEndingDirectorySeparator(root)) return true;
            if (above.LinkTarget is not null) return false;
        }

        return false;
    }

    /// <summary>A picture's data as it can stand in a page.</summary>
    public static string DataUri(string type, string base64) => $"data:{type};base64,{base64.ReplaceLineEndings("")}";

}
