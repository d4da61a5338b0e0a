namespace NotebookPages.Documents;

/// <summary>What a notebook file does with the MIME types of an output.</summary>
internal static class MimeTypes
{
    public const string Html = "text/html";
    public const string Plain = "text/plain";

    /// <summary>True for a type that the file keeps as a list of lines.</summary>
    public static bool IsText(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal)
        || mimeType is "image/svg+xml" or "application/javascript" or "application/xml";

    /// <summary>True for a type that the file keeps as JSON, not as a string.</summary>
    public static bool IsJson(string mimeType) =>
        mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);
}
