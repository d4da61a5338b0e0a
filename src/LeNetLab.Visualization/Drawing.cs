namespace LeNetLab.Visualization;

/// <summary>
/// A vector drawing with small pixel images inside. Its card brings its own ground, light or dark as the reader's
/// system is set, so that it reads on any page. In a notebook: HTML, SVG and the caption as text.
/// </summary>
[TypeFormatterSource(typeof(DrawingFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class Drawing : View
{
    // Of its width: smaller, its words could not be read. On a narrow page it scrolls instead.
    private const double Least = 0.7;

    internal Drawing(SvgCanvas canvas, string caption, string altText)
        : base(caption, altText)
    {
        (Svg, Width, Height) = (canvas.ToSvg(AltText), canvas.Width, canvas.Height);
    }

    /// <summary>The whole drawing as an SVG document, without anything outside it.</summary>
    public string Svg { get; }

    /// <summary>The natural width in CSS pixels.</summary>
    public double Width { get; }

    /// <summary>The natural height in CSS pixels.</summary>
    public double Height { get; }

    /// <summary>Writes the SVG file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) => File.WriteAllText(path, Svg, new UTF8Encoding(false));

    /// <inheritdoc/>
    public override string ToHtml() => Markup.Figure(
        "<div style=\"overflow-x:auto\">"
        + Image(Svg, Width, Height, AltText, $"min-width:{Markup.At(Width * Least)}px;") + "</div>", Caption);

    internal override string? Render(string mimeType) => mimeType == MimeTypes.Svg ? Svg : base.Render(mimeType);

    /// <summary>An image element that holds the SVG and shrinks with the page.</summary>
    internal static string Image(string svg, double width, double height, string altText, string style = "") =>
        $"<img src=\"{Markup.SvgUri(svg)}\" alt=\"{Markup.Escape(altText)}\" width=\"{Markup.At(width)}\" "
        + $"height=\"{Markup.At(height)}\""
        + $" style=\"max-width:100%;{style}height:auto\"/>";
}
