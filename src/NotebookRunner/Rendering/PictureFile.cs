using System.Text.Json.Nodes;
using NotebookRunner.Documents;

namespace NotebookRunner.Rendering;

/// <summary>Puts a picture that prose refers to into the page.</summary>
internal static class PictureFile
{
    /// <summary>The picture as a data URI; null where the reference is to stay as it is.</summary>
    public static string? ToDataUri(string source, NotebookCell cell, string? folder)
    {
        if (source.StartsWith("attachment:", StringComparison.Ordinal)) return Attachment(cell, Uri.UnescapeDataString(source[11..]));
        if (folder is null || source.Contains(':', StringComparison.Ordinal) || source.StartsWith("//", StringComparison.Ordinal)) return null;
        var path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(source)));
        return File.Exists(path) && MimeType(path) is { } type ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}" : null;
    }

    private static string? Attachment(NotebookCell cell, string name)
    {
        if (cell.Json["attachments"] is not JsonObject all || all[name] is not JsonObject picture) return null;
        foreach (var (type, data) in picture) return $"data:{type};base64,{MultilineText.Read(data).ReplaceLineEndings("")}";
        return null;
    }

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
