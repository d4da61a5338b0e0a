namespace LeNetLab.Visualization.Rendering;

/// <summary>
/// Names the class that formats a view. .NET Interactive finds an attribute of this name by reflection and reads these
/// two properties, so that a library can render itself there without a reference to it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A class with a public <c>CreateTypeFormatters()</c>.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types of the bundle that the host makes of one value.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}
