namespace LeNetLab.Visualization;

/// <summary>A raster image with crisp square pixels at any scale. In a notebook: HTML, PNG, caption as text.</summary>
[TypeFormatterSource(typeof(PictureFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Png, MimeTypes.Text })]
public sealed class Picture : View
{
    private readonly byte[] _png;
    private readonly int _scale;

    private Picture(byte[] png, int width, int height, string? caption, string? altText, int scale)
        : base(caption, altText ?? $"A picture of {width}×{height} pixels.")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        (_png, Width, Height, _scale) = (png, width, height, scale);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The PNG file's bytes.</summary>
    public ReadOnlyMemory<byte> PngBytes => _png;

    /// <summary>A picture of grey pixels.</summary>
    /// <param name="pixels">Rows from the top, <c>width * height</c> bytes; the palette gives a byte its
    /// colour.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="palette">The colours of 0 to 255; <see cref="Palette.Ink"/> (dark ink on paper) by default.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="altText">What it shows; its size by default.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size given.</exception>
    public static Picture OfGrey(ReadOnlySpan<byte> pixels, int width, int height, string caption = "",
        Palette? palette = null, int scale = 8, string? altText = null)
    {
        palette ??= Palette.Ink;
        var rgb = new byte[3 * pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = palette.At(pixels[i] / 255.0);
        return new Picture(Png.FromRgb(rgb, width, height), width, height, caption, altText, scale);
    }

    /// <summary>A picture of colour pixels, three bytes each.</summary>
    /// <param name="pixels">Rows from the top, <c>3 * width * height</c> bytes.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="altText">What it shows; its size by default.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size given.</exception>
    public static Picture OfRgb(
        ReadOnlySpan<byte> pixels, int width, int height, string caption = "", int scale = 8, string? altText = null) =>
        new(Png.FromRgb(pixels, width, height), width, height, caption, altText, scale);

    /// <summary>Writes the PNG file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) => File.WriteAllBytes(path, _png);

    /// <inheritdoc/>
    public override string ToHtml() => Markup.Figure(
        $"<img src=\"{Markup.PngUri(_png)}\" alt=\"{Markup.Escape(AltText)}\" width=\"{Width * _scale}\" "
        + $"height=\"{Height * _scale}\""
        + " style=\"image-rendering:pixelated;max-width:100%;height:auto\"/>",
        Caption);

    internal override string? Render(string mimeType) =>
        mimeType == MimeTypes.Png ? Convert.ToBase64String(_png) : base.Render(mimeType);
}
