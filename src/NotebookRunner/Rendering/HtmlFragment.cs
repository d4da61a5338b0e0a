using System.Text;
using System.Text.RegularExpressions;

namespace NotebookRunner.Rendering;

/// <summary>Rewrites attributes in a piece of HTML; text, scripts and styles stay as they are.</summary>
internal static partial class HtmlFragment
{
    /// <summary>Calls <paramref name="rewrite"/> for each attribute: tag, name, value in; the new value, or null to leave it, out.</summary>
    public static string RewriteAttributes(string html, Func<string, string, string, string?> rewrite) =>
        OutsideScripts(html, part => Tag().Replace(part, tag => RewriteTag(tag, rewrite)));

    /// <summary>Applies a change to the parts that are neither script nor style nor comment, and another to those that are.</summary>
    public static string OutsideScripts(string html, Func<string, string> outside, Func<string, string>? inside = null)
    {
        var result = new StringBuilder();
        var start = 0;
        foreach (Match opaque in Opaque().Matches(html))
        {
            result.Append(outside(html[start..opaque.Index])).Append(inside is null ? opaque.Value : inside(opaque.Value));
            start = opaque.Index + opaque.Length;
        }

        return result.Append(outside(html[start..])).ToString();
    }

    private static string RewriteTag(Match tag, Func<string, string, string, string?> rewrite)
    {
        var name = tag.Groups[1].Value.ToLowerInvariant();
        return Attribute().Replace(tag.Value, attribute =>
        {
            var value = attribute.Groups[3].Success ? attribute.Groups[3].Value : attribute.Groups[4].Value;
            var changed = rewrite(name, attribute.Groups[2].Value.ToLowerInvariant(), value);
            if (changed is null) return attribute.Value;
            var quote = changed.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
            return $"{attribute.Groups[1].Value}{attribute.Groups[2].Value}={quote}{changed}{quote}";
        });
    }

    [GeneratedRegex("""<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Opaque();

    [GeneratedRegex("""<([A-Za-z][\w:-]*)(?:"[^"]*"|'[^']*'|[^'">])*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("""(\s)([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")]
    private static partial Regex Attribute();
}
