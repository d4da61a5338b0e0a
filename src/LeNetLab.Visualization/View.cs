namespace LeNetLab.Visualization;

/// <summary>
/// Something a notebook cell can end in. Every view writes itself: as HTML for a page, as an image that needs no
/// script, and as a line of text for a terminal. No notebook package is referenced; see
/// <see cref="TypeFormatterSourceAttribute"/>.
/// </summary>
public abstract class View
{
    private protected View(string? caption, string? altText)
    {
        Caption = caption ?? "";
        AltText = string.IsNullOrWhiteSpace(altText) ? Caption : altText;
    }

    /// <summary>What to look for in the picture; shown below it.</summary>
    public string Caption { get; }

    /// <summary>What the picture shows, for a reader who cannot see it; the caption where none was given.</summary>
    public string AltText { get; }

    /// <summary>The view as an HTML fragment: well-formed XML, one root element, self-contained.</summary>
    public abstract string ToHtml();

    /// <summary>The view as short plain text: the caption, or what the picture shows where it has none.</summary>
    public virtual string ToText() => Caption.Length > 0 ? Caption : AltText;

    /// <inheritdoc cref="ToText"/>
    public sealed override string ToString() => ToText();

    /// <summary>Returns the view in a MIME type as notebooks store it (PNG as base64); null if unsupported.</summary>
    internal virtual string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => ToHtml(),
        MimeTypes.Text => ToText(),
        _ => null,
    };
}
