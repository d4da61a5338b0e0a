using System.Security.Cryptography;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace NotebookPages.Rendering;

/// <summary>
/// A piece of HTML for the page, read as a browser reads it: what a cell leaves open ends with the cell. What is not
/// trusted keeps its words, pictures, tables and formulas, and nothing that runs or asks the network.
/// </summary>
/// <param name="nonce">The page's word: only a script that has it runs.</param>
internal sealed class PageMarkup(string nonce)
{
    // A browser gives up nesting at 512.
    private const int Deepest = 400;

    private const string Shapes = """
        svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient radialGradient
        stop clipPath mask pattern symbol use image marker
        """;

    private const string Formulas = """
        math semantics annotation mrow mi mo mn mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot
        mtable mtr mtd mstyle mpadded mphantom
        """;

    private const string Attributes = """
        id class role aria-label aria-labelledby aria-describedby aria-hidden lang open for scope
        viewBox preserveAspectRatio xmlns x y x1 x2 y1 y2 dx dy cx cy r rx ry d points fill fill-opacity fill-rule
        stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin opacity transform text-anchor
        dominant-baseline font-size font-family font-weight offset stop-color stop-opacity gradientUnits
        gradientTransform clip-path mask patternUnits marker-end marker-start refX refY orient markerWidth markerHeight
        vector-effect image-rendering xlink:href
        display encoding stretchy fence movablelimits columnalign linethickness mathvariant
        """;

    private static readonly HtmlParser Parser = new();
    private readonly HtmlSanitizer _sanitizer = CreateSanitizer();
    private readonly HashSet<string> _handlers = new(StringComparer.Ordinal);

    /// <summary>Reads a piece; its pictures lie in it then, or a note stands in their place.</summary>
    /// <param name="html">The piece.</param>
    /// <param name="mayRun">True leaves its scripts in and gives them the page's word.</param>
    /// <param name="picture">Answers for the address of a picture with its data URI, or null where it has none.</param>
    public IElement Read(string html, bool mayRun, Func<string, string?>? picture = null)
    {
        var body = Parse(html);
        foreach (var element in body.QuerySelectorAll("img"))
        {
            var source = element.GetAttribute("src") ?? "";
            var data = source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? source
                : picture?.Invoke(source);
            element.RemoveAttribute("srcset");
            if (data is not null) element.SetAttribute("src", data);
            else element.Replace(Note(body, $"[picture not in this page: {source}]"));
        }

        body = mayRun ? Trust(body) : Sanitize(body);
        foreach (var cell in body.QuerySelectorAll("th:not([scope])"))
            cell.SetAttribute("scope",
                cell.ParentElement!.Children.Any(side => side.LocalName == "td") ? "row" : "col");
        return body;
    }

    /// <summary>The rules that the browser is given for the page.</summary>
    public string Policy()
    {
        var handlers = string.Concat(_handlers.Order(StringComparer.Ordinal).Select(hash => $" 'sha256-{hash}'"));
        if (handlers.Length > 0) handlers = $" 'unsafe-hashes'{handlers}";
        return $"default-src 'none'; script-src 'nonce-{nonce}'{handlers}; style-src 'unsafe-inline'; "
            + "img-src data: blob:; media-src data: blob:; font-src data:; worker-src blob:; base-uri 'none'; "
            + "form-action 'none'";
    }

    /// <summary>A few words in the place of what the page does not show.</summary>
    public static IElement Note(IElement near, string words)
    {
        var note = near.Owner!.CreateElement("span");
        note.ClassName = "left-out";
        note.TextContent = words;
        return note;
    }

    private IElement Trust(IElement body)
    {
        foreach (var element in body.QuerySelectorAll("*"))
        {
            if (element.LocalName == "script") element.SetAttribute("nonce", nonce);
            foreach (var attribute in element.Attributes)
                if (attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
                    _handlers.Add(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(attribute.Value))));
        }

        return body;
    }

    private IElement Sanitize(IElement body)
    {
        // Where no script may run, what stands in its place is shown.
        foreach (var element in body.QuerySelectorAll("noscript").Reverse())
            element.Replace([.. element.ChildNodes]);
        return _sanitizer.SanitizeDom((IHtmlDocument)body.Owner!, (IHtmlElement)body).Body!;
    }

    private static IElement Parse(string html)
    {
        var body = Parser.ParseDocument("").Body!;
        body.InnerHtml = html;
        var depth = 0;
        for (INode node = body; ;)
        {
            if (node.FirstChild is { } child)
            {
                node = child;
                if (++depth > Deepest)
                    throw new InvalidDataException($"elements lie over {Deepest} deep in each other");
                continue;
            }

            for (; node != body && node.NextSibling is null; depth--) node = node.Parent!;
            if (node == body) return body;
            node = node.NextSibling!;
        }
    }

    private static HtmlSanitizer CreateSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        foreach (var tag in Words(Shapes).Concat(Words(Formulas))) sanitizer.AllowedTags.Add(tag);
        foreach (var tag in new[] { "form", "button", "select", "textarea", "fieldset", "map", "area", "style" })
            sanitizer.AllowedTags.Remove(tag);
        foreach (var name in Words(Attributes)) sanitizer.AllowedAttributes.Add(name);
        foreach (var name in new[] { "action", "method", "name", "target", "background", "autofocus" })
            sanitizer.AllowedAttributes.Remove(name);
        foreach (var name in new[] { "position", "z-index", "top", "left", "right", "bottom", "content" })
            sanitizer.AllowedCssProperties.Remove(name);
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.UriAttributes.Add("xlink:href");
        sanitizer.FilterUrl += (_, link) =>
        {
            var url = link.OriginalUrl.Trim();
            if (link.Tag?.LocalName == "a") return;
            var isHere = url.StartsWith('#') || url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase);
            link.SanitizedUrl = isHere ? url : null;
        };
        return sanitizer;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
