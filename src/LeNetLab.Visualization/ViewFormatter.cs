namespace LeNetLab.Visualization;

/// <summary>One MIME type of a view. Hosts find <see cref="MimeType"/> and <see cref="Format"/> by name.</summary>
internal sealed class ViewFormatter(string mimeType)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object value, TextWriter writer)
    {
        if (value is not View view || view.Render(MimeType) is not { } text) return false;
        writer.Write(text);
        return true;
    }
}

/// <summary>The formatters of a view whose static form is an SVG drawing.</summary>
internal sealed class DrawingFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new ViewFormatter(MimeTypes.Html), new ViewFormatter(MimeTypes.Svg), new ViewFormatter(MimeTypes.Text)];
}

/// <summary>The formatters of a view whose static form is a PNG.</summary>
internal sealed class PictureFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new ViewFormatter(MimeTypes.Html), new ViewFormatter(MimeTypes.Png), new ViewFormatter(MimeTypes.Text)];
}

/// <summary>The formatters of a view that is text in every form.</summary>
internal sealed class TableFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new ViewFormatter(MimeTypes.Html), new ViewFormatter(MimeTypes.Text)];
}
