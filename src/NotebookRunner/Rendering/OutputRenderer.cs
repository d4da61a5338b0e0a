namespace NotebookRunner.Rendering;

/// <summary>Saved outputs as HTML: of each the richest form that a page can show.</summary>
internal sealed partial class OutputRenderer(PageIds ids)
{
    private static readonly string[] BestFirst =
    [
        MimeTypes.Html, "image/svg+xml", "image/png", "image/jpeg", "image/gif", "text/markdown", "text/latex",
        MimeTypes.Plain, "application/json",
    ];

    /// <summary>All outputs of a cell.</summary>
    /// <param name="outputs">The outputs, as nbformat has them.</param>
    /// <param name="name">What a picture without words of its own is called, for readers who do not see it.</param>
    public string Render(JsonArray outputs, string name) =>
        string.Concat(outputs.OfType<JsonObject>().Select(output => Render(output, name)));

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
                return output["data"] is JsonObject data ? RenderBundle(data, name) : "";
        }
    }

    private string RenderBundle(JsonObject data, string name)
    {
        var type = BestFirst.FirstOrDefault(data.ContainsKey);
        if (type is null) return "";
        var content = data[type] is JsonObject json ? json.ToJsonString() : MultilineText.Read(data[type]);
        return type switch
        {
            MimeTypes.Html => Box("html", Markup(content)),
            "image/svg+xml" => Box("picture", Markup(XmlProlog().Replace(content, ""))),
            "image/png" or "image/jpeg" or "image/gif" =>
                Box("picture", $"<img alt=\"{HtmlText.Encode(name)}\" src=\"{PictureFile.DataUri(type, content)}\">"),
            "text/markdown" => Box("html", Markup(BookMarkdown.ToHtml(content))),
            "text/latex" => Box("html", TexToMathMl.Convert(content.Trim().Trim('$'), display: true)),
            _ => Box("text", $"<pre>{Text(content)}</pre>"),
        };
    }

    /// <summary>Gives ids that the page already has another name, in the markup and in what refers to it.</summary>
    public string Markup(string html)
    {
        // The page has styles of its own for the kernel's tables; the kernel's would spill over the whole page.
        html = KernelStyle().Replace(html, "");
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        HtmlText.RewriteAttributes(html, (_, name, value) =>
        {
            if (name == "id" && !renamed.ContainsKey(value)) renamed[value] = ids.Claim(value);
            return null;
        });
        if (renamed.All(pair => pair.Key == pair.Value)) return html;

        return HtmlText.RewriteAttributes(html, Refer, script => ScriptReference().Replace(script, Rename));

        string? Refer(string tag, string name, string value) => name switch
        {
            "id" or "for" => renamed.GetValueOrDefault(value),
            "aria-labelledby" or "aria-describedby" or "aria-controls" =>
                string.Join(' ', value.Split(' ').Select(id => renamed.GetValueOrDefault(id, id))),
            "href" or "xlink:href" when value is ['#', .. var id] => $"#{renamed.GetValueOrDefault(id, id)}",
            _ when value.Contains("url(#", StringComparison.Ordinal) => UrlReference().Replace(value, Rename),
            _ => null,
        };

        string Rename(Match match) => renamed.TryGetValue(match.Groups[2].Value, out var id)
            ? $"{match.Groups[1].Value}{id}{match.Groups[3].Value}" : match.Value;
    }

    private static string Box(string kind, string content) => $"<div class=\"output {kind}\">{content}</div>\n";

    private static string Text(string text) => HtmlText.Encode(Colours().Replace(text, ""));

    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex KernelStyle();

    [GeneratedRegex(@"^\s*(<\?xml.*?\?>\s*)?(<!DOCTYPE.*?>\s*)?", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex XmlProlog();

    [GeneratedRegex(@"(url\(#)([^)]+)(\))")]
    private static partial Regex UrlReference();

    [GeneratedRegex("""(["'`]#?|#)([A-Za-z][\w.:-]*)(["'`]|(?=[\s.,:>+~{)\[]))""")]
    private static partial Regex ScriptReference();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colours();
}
