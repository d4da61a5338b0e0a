namespace LeNetLab.Visualization.Rendering;

/// <summary>Where text stands to its point.</summary>
internal enum Align { Start, Middle, End }

/// <summary>Writes SVG, a shape at a time. Lengths are CSS pixels, from the top left.</summary>
internal sealed class SvgCanvas(double width, double height)
{
    private readonly StringBuilder _body = new();

    public double Width { get; } = Math.Ceiling(width);

    public double Height { get; } = Math.Ceiling(height);

    public void Rect(double x, double y, double w, double h, string fill, string? stroke = null, double strokeWidth = 1,
        double radius = 0, double opacity = 1)
    {
        _body.Append($"<rect x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(w)}\" " +
            $"height=\"{Markup.At(h)}\" fill=\"{fill}\"");
        if (radius > 0) _body.Append($" rx=\"{Markup.At(radius)}\"");
        Stroke(stroke, strokeWidth, opacity);
    }

    public void Line(
        double x1, double y1, double x2, double y2, string stroke, double strokeWidth = 1, double opacity = 1)
    {
        _body.Append(
            $"<line x1=\"{Markup.At(x1)}\" y1=\"{Markup.At(y1)}\" x2=\"{Markup.At(x2)}\" y2=\"{Markup.At(y2)}\"");
        Stroke(stroke, strokeWidth, opacity);
    }

    public void Path(string data, string fill, string? stroke = null, double strokeWidth = 1, double opacity = 1)
    {
        _body.Append($"<path d=\"{data}\" fill=\"{fill}\"");
        Stroke(stroke, strokeWidth, opacity);
    }

    public void Text(double x, double y, string text, double size = 12, string fill = Theme.Ink,
        Align align = Align.Start, bool bold = false)
    {
        if (text.Length == 0) return;
        _body.Append(
            $"<text x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" font-size=\"{Markup.At(size)}\" fill=\"{fill}\"");
        if (align != Align.Start)
            _body.Append(align == Align.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        if (bold) _body.Append(" font-weight=\"600\"");
        _body.Append('>').Append(Markup.Escape(text)).Append("</text>");
    }

    /// <summary>
    /// A PNG whose pixels stay squares. Inkscape and the makers of PDF know the old name of the link alone.
    /// </summary>
    public void Image(byte[] png, double x, double y, double w, double h) => _body.Append(
        $"<image x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(w)}\" height=\"{Markup.At(h)}\" "
        + "preserveAspectRatio=\"none\""
        + $" style=\"image-rendering:pixelated\" xlink:href=\"{Markup.PngUri(png)}\"/>");

    public void Raw(string svg) => _body.Append(svg);

    public string ToSvg(string title) =>
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        + $"width=\"{Markup.At(Width)}\" height=\"{Markup.At(Height)}\""
        + $" viewBox=\"0 0 {Markup.At(Width)} {Markup.At(Height)}\" role=\"img\" font-family=\"{Theme.Fonts}\">"
        + $"<title>{Markup.Escape(title)}</title>{Theme.Style}"
        + $"<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{Theme.Card}\"/>{_body}</svg>";

    /// <summary>About how wide a text is drawn: the fonts named are within a tenth of it.</summary>
    public static double TextWidth(string text, double size) =>
        size
        * text.Sum(
            c => c switch
            {
                'i' or 'l' or 'j' or '.' or ',' or ' ' or ':' or '|' => 0.29,
                'm' or 'w' or 'M' or 'W' or '%' => 0.88,
                '×' => 0.58,
                >= 'A' and <= 'Z' => 0.68,
                _ => 0.56
            });

    private void Stroke(string? stroke, double strokeWidth, double opacity)
    {
        if (stroke is not null) _body.Append($" stroke=\"{stroke}\"");
        if (stroke is not null && strokeWidth != 1) _body.Append($" stroke-width=\"{Markup.At(strokeWidth)}\"");
        if (opacity < 1) _body.Append($" opacity=\"{Markup.At(opacity)}\"");
        _body.Append("/>");
    }
}
