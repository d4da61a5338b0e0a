namespace NotebookRunner.Rendering;

/// <summary>Puts a picture that prose refers to into the page.</summary>
internal static class PictureFile
{
    /// <summary>The picture as a data URI; null where the reference is to stay as it is.</summary>
    public static string? ToDataUri(string source, NotebookCell cell, string? folder)
    {
        var name = Uri.UnescapeDataString(source);
        if (source.StartsWith("attachment:", StringComparison.Ordinal))
        {
            var picture = cell.Json["attachments"]?[name[11..]] as JsonObject;
            return picture?.Select(data => DataUri(data.Key, MultilineText.Read(data.Value))).FirstOrDefault();
        }

        var isElsewhere = source.Contains(':', StringComparison.Ordinal) || source is ['/', '/', ..];
        if (folder is null || isElsewhere) return null;
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return File.Exists(path) && MimeType(path) is { } type
            ? DataUri(type, Convert.ToBase64String(File.ReadAllBytes(path))) : null;
    }

    /// <summary>A picture's data as it can stand in a page.</summary>
    public static string DataUri(string type, string base64) => $"data:{type};base64,{base64.ReplaceLineEndings("")}";

    private static string? MimeType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".svg" => "image/svg+xml",
        ".webp" => "image/webp",
        _ => null,
    };
}
