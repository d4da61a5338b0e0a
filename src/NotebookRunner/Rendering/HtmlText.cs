namespace NotebookRunner.Rendering;

/// <summary>Text for HTML and MathML, and new values for attributes in a piece of HTML.</summary>
internal static partial class HtmlText
{
    /// <summary>Escapes what markup would take for its own, and nothing else.</summary>
    public static string Encode(string text) => text.AsSpan().IndexOfAny("&<>\"") < 0 ? text : text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>Asks for each attribute, by tag, name and value, for its new value, or null to leave it.</summary>
    /// <param name="html">The piece.</param>
    /// <param name="rewrite">Answers for an attribute.</param>
    /// <param name="rewriteScript">Changes a whole script, style or comment; null leaves them as they are.</param>
    public static string RewriteAttributes(
        string html, Func<string, string, string, string?> rewrite, Func<string, string>? rewriteScript = null) =>
        ScriptOrTag().Replace(html, part => part.Groups["tag"].Success
            ? RewriteTag(part, rewrite) : rewriteScript?.Invoke(part.Value) ?? part.Value);

    private static string RewriteTag(Match tag, Func<string, string, string, string?> rewrite)
    {
        var name = tag.Groups["tag"].Value.ToLowerInvariant();
        return Attribute().Replace(tag.Value, attribute =>
        {
            var value = attribute.Groups[3].Success ? attribute.Groups[3].Value : attribute.Groups[4].Value;
            var changed = rewrite(name, attribute.Groups[2].Value.ToLowerInvariant(), value);
            if (changed is null) return attribute.Value;
            var quote = changed.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
            return $"{attribute.Groups[1].Value}{attribute.Groups[2].Value}={quote}{changed}{quote}";
        });
    }

    [GeneratedRegex("""
        (?isx) <(script|style)\b[^>]*> .*? </\1\s*> | <!-- .*? -->
        | <(?<tag>[a-z][\w:-]*) (?: "[^"]*" | '[^']*' | [^'">] )* >
        """)]
    private static partial Regex ScriptOrTag();

    [GeneratedRegex("""(\s)([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")]
    private static partial Regex Attribute();
}
