using System.Text;

namespace NotebookRunner.Rendering;

/// <summary>Text in HTML and MathML.</summary>
internal static class HtmlText
{
    /// <summary>Escapes what markup would take for its own, and nothing else.</summary>
    public static string Encode(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"") < 0) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' => encoded.Append("&quot;"),
                _ => encoded.Append(c),
            };
        }

        return encoded.ToString();
    }
}
