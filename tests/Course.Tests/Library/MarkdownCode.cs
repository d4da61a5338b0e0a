using System.Text.RegularExpressions;

namespace Course.Tests.Library;

/// <summary>The code of a page, so that what a reader copies is what the tests run.</summary>
internal static class MarkdownCode
{
    /// <summary>The fenced blocks of one language, in their order.</summary>
    public static IReadOnlyList<string> Blocks(string page, string language)
    {
        var text = File.ReadAllText(page).ReplaceLineEndings("\n");
        return [.. Regex.Matches(text, $@"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1))
            .Select(match => match.Groups[1].Value)];
    }
}
