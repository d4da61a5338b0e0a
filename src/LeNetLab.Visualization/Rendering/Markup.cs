using System.Xml;

namespace LeNetLab.Visualization.Rendering;

/// <summary>Text, numbers and images as they are written into HTML and SVG.</summary>
internal static class Markup
{
    /// <summary>Escapes text for element content and for attributes in either kind of quote.</summary>
    public static string Escape(string? text)
    {
        var result = new StringBuilder((text ?? "").Length + 16);
        foreach (var rune in Clean(text).EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<': result.Append("&lt;"); break;
                case '>': result.Append("&gt;"); break;
                case '&': result.Append("&amp;"); break;
                case '"': result.Append("&quot;"); break;
                case '\'': result.Append("&#39;"); break;
                default: result.Append(rune.ToString()); break;
            }
        }

        return result.ToString();
    }

    /// <summary>Text without the characters that XML cannot hold at all.</summary>
    public static string Clean(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Where(r => !r.IsBmp || XmlConvert.IsXmlChar((char)r.Value)));

    /// <summary>A coordinate: two decimals at most.</summary>
    public static string At(double value) =>
        Math.Round(double.IsFinite(value) ? value : 0, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Formats a number: four significant digits by default, integers whole, thousands separated.</summary>
    public static string Figure(double value, int digits = 4)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        var rounded = Round(value, digits);
        var size = Math.Abs(rounded);
        var text = size is not 0 and (< 1e-4 or >= 1e15)
            ? size.ToString("0.###e0", CultureInfo.InvariantCulture)
            : size.ToString("#,##0.#######", CultureInfo.InvariantCulture);
        return rounded < 0 ? "−" + text : text;
    }

    /// <summary>A value rounded to significant digits; integers and non-finite values stay as they are.</summary>
    public static double Round(double value, int digits = 4)
    {
        if (!double.IsFinite(value) || value == 0 || value == Math.Truncate(value)) return value;
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static string PngUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    /// <summary>
    /// An SVG as a data URI for an attribute in double quotes. An image keeps its styles and ids to itself, where
    /// inline SVG would share them with every other output of the page. Percent-encoded: base64 would swell PNGs twice.
    /// </summary>
    public static string SvgUri(string svg)
    {
        var result = new StringBuilder("data:image/svg+xml,", svg.Length + (svg.Length / 4));
        foreach (var rune in svg.EnumerateRunes())
        {
            // No text holds a raw quote (see Escape), so each delimits an attribute and may change its kind.
            var value = rune.Value;
            if (value == '"') result.Append('\'');
            else if (value is '\n' or '\r') result.Append(' ');
            else if (value is '<' or '>' or '#' or '%' or '&' || value > 126 || value < 32) Percent(result, rune);
            else result.Append((char)value);
        }

        return result.ToString();
    }

    /// <summary>Frames a picture: the image on its card, the caption below in the host's text colour.</summary>
    public static string Figure(string image, string caption, string attributes = "", string script = "") =>
        $"<figure{attributes} style=\"margin:0.5em 0\">{image}"
        + (caption.Length == 0 ? ""
            : $"<figcaption style=\"font-size:0.9em;max-width:60em;margin-top:0.4em\">{Escape(caption)}</figcaption>")
        + $"{script}</figure>";

    private static void Percent(StringBuilder result, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            result.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
    }
}
