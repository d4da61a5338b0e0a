namespace NotebookPages.Rendering;

/// <summary>Text for HTML and MathML.</summary>
internal static class HtmlText
{
    /// <summary>Escapes what markup would take for its own, and nothing else.</summary>
    public static string Encode(string text) => text.AsSpan().IndexOfAny("&<>\"") < 0 ? text : text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
