using AngleSharp.Dom;

namespace NotebookPages.Rendering;

/// <summary>Saved outputs as HTML: of each the richest form that a page can show.</summary>
internal sealed partial class OutputRenderer(PageMarkup markup, PageIds ids, bool mayRun)
{
    private const string Svg = "image/svg+xml";

    private static readonly string[] BestFirst =
    [
        MimeTypes.Html, Svg, "image/png", "image/jpeg", "image/gif", "text/markdown", "text/latex",
        MimeTypes.Plain, "application/json",
    ];

    /// <summary>All outputs of a cell.</summary>
    /// <param name="outputs">The outputs, as nbformat has them.</param>
    /// <param name="name">What a picture without words of its own is called, for readers who do not see it.</param>
    public string Render(JsonArray outputs, string name) =>
        string.Concat(Joined(outputs).Select(output => CellGuard.Run(
            () => Render(output, name), reason => CellGuard.AsSource(output.ToJsonString(), reason))));

    /// <summary>The outputs, the pieces of a stream as one: a terminal's sequence may be split over two.</summary>
    private static IEnumerable<JsonObject> Joined(JsonArray outputs)
    {
        (string? Name, StringBuilder Text) stream = (null, new StringBuilder());
        foreach (var output in outputs.OfType<JsonObject>().Append([]))
        {
            var isStream = NotebookCell.Text(output["output_type"]) == "stream";
            var name = isStream ? NotebookCell.Text(output["name"]) ?? "stdout" : null;
            if (stream.Name is not null && stream.Name != name)
            {
                yield return new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = stream.Name,
                    ["text"] = stream.Text.ToString(),
                };
                stream.Text.Clear();
            }

            stream.Name = name;
            if (isStream) stream.Text.Append(MultilineText.Read(output["text"]));
            else yield return output;
        }
    }

    private string Render(JsonObject output, string name)
    {
        switch (NotebookCell.Text(output["output_type"]))
        {
            case "stream":
                var stream = NotebookCell.Text(output["name"]) == "stderr" ? "stderr" : "stdout";
                return Box($"stream {stream}", $"<pre>{Text(MultilineText.Read(output["text"]))}</pre>");
            case "error":
                var trace = string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(NotebookCell.Text));
                var error = $"{NotebookCell.Text(output["ename"])}: {NotebookCell.Text(output["evalue"])}";
                return Box("error", $"<pre><strong>{Text(error)}</strong>\n{Text(trace)}</pre>");
            default:
                return output["data"] is JsonObject data ? RenderBundle(output, data, name) : "";
        }
    }

    private string RenderBundle(JsonObject output, JsonObject data, string name)
    {
        var type = BestFirst.FirstOrDefault(data.ContainsKey);
        if (type is null)
        {
            var types = string.Join(", ", data.Select(pair => pair.Key));
            return types.Length == 0 ? ""
                : Box("text", $"<p class=\"left-out\">[not shown in this page: {Text(types)}]</p>");
        }

        var content = data[type] is JsonObject json ? json.ToJsonString() : MultilineText.Read(data[type]);
        return type switch
        {
            MimeTypes.Html => Box("html", Markup(content, mayRun)),
            Svg when mayRun => Box("picture", Markup(XmlProlog().Replace(content, ""), mayRun)),
            Svg => Box("picture", Picture(Convert.ToBase64String(Encoding.UTF8.GetBytes(content)))),
            "image/png" or "image/jpeg" or "image/gif" => Box("picture", Picture(content)),
            "text/markdown" => Box("html", Markup(BookMarkdown.ToHtml(content), mayRun)),
            "text/latex" => Box("html", TexToMathMl.Convert(content.Trim().Trim('$'), display: true)),
            _ => Box("text", $"<pre>{Text(content)}</pre>"),
        };

        // A picture for a screen of twice as many pixels says how wide it is meant to be.
        string Picture(string base64)
        {
            var size = output["metadata"] is JsonObject metadata && metadata[type] is JsonObject own ? own : [];
            var sides = string.Concat(new[] { "width", "height" }.Select(side =>
                size[side] is JsonValue value && value.TryGetValue<double>(out var pixels) && pixels is > 0 and < 1e5
                ? string.Create(CultureInfo.InvariantCulture, $" {side}=\"{pixels:0.##}\"") : ""));
            var address = HtmlText.Encode(PictureFile.DataUri(type, base64));
            return $"<img alt=\"{HtmlText.Encode(name)}\"{sides} src=\"{address}\">";
        }
    }

    /// <summary>Gives ids that the page already has another name, in the markup and in what refers to it.</summary>
    /// <param name="html">The piece.</param>
    /// <param name="mayRun">True leaves its scripts in.</param>
    public string Markup(string html, bool mayRun)
    {
        var body = markup.Read(html, mayRun);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in body.QuerySelectorAll("[id]"))
            if (!renamed.ContainsKey(element.Id!)) renamed[element.Id!] = ids.Claim(element.Id!);
        // The page has styles of its own for the kernel's tables; the kernel's would spill over the whole page.
        foreach (var style in body.QuerySelectorAll("style"))
            if (style.TextContent.TrimStart().StartsWith(".dni-code-hint", StringComparison.Ordinal)) style.Remove();
        if (renamed.Any(pair => pair.Key != pair.Value))
            foreach (var element in body.QuerySelectorAll("*")) Refer(element, renamed);
        return body.InnerHtml;
    }

    private static void Refer(IElement element, Dictionary<string, string> renamed)
    {
        if (element.LocalName is "script" or "style")
            element.TextContent = ScriptReference().Replace(element.TextContent, Rename);
        foreach (var attribute in element.Attributes)
        {
            var value = attribute.Value;
            attribute.Value = attribute.Name switch
            {
                "id" or "for" => renamed.GetValueOrDefault(value, value),
                "aria-labelledby" or "aria-describedby" or "aria-controls" =>
                    string.Join(' ', value.Split(' ').Select(id => renamed.GetValueOrDefault(id, id))),
                "href" or "xlink:href" when value is ['#', .. var id] => $"#{renamed.GetValueOrDefault(id, id)}",
                _ when value.Contains("url(#", StringComparison.Ordinal) => UrlReference().Replace(value, Rename),
                _ => value,
            };
        }

        string Rename(Match match) => renamed.TryGetValue(match.Groups[2].Value, out var id)
            ? $"{match.Groups[1].Value}{id}{match.Groups[3].Value}" : match.Value;
    }

    private static string Box(string kind, string content) => $"<div class=\"output {kind}\">{content}</div>\n";

    private static string Text(string text)
    {
        var console = new ConsoleText(int.MaxValue);
        console.Append(text);
        return HtmlText.Encode(console.ToString());
    }

    [GeneratedRegex(@"^\s*(<\?xml.*?\?>\s*)?(<!DOCTYPE.*?>\s*)?", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex XmlProlog();

    [GeneratedRegex(@"(url\(#)([^)]+)(\))")]
    private static partial Regex UrlReference();

    [GeneratedRegex("""(["'`]#?|#)([A-Za-z][\w.:-]*)(["'`]|(?=[\s.,:>+~{)\[]))""")]
    private static partial Regex ScriptReference();
}
