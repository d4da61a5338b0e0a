using System.ComponentModel;

// A cell may name these types in full, and must then compile here as it does in the kernel.
namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value as text of one MIME type.</summary>
/// <param name="mimeType">The MIME type.</param>
/// <param name="value">The text; for a picture its base64 form.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public class FormattedValue(string mimeType, string value)
{
    /// <summary>The MIME type.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The text; for a picture its base64 form.</summary>
    public string Value { get; } = value;

    /// <summary>Formats a value in the given MIME types, or in those that its type prefers.</summary>
    /// <param name="value">Any value, or null.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones.</param>
    /// <exception cref="ArgumentException">No formatter makes one of the MIME types.</exception>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[]? mimeTypes)
    {
        IReadOnlyCollection<string> wanted = mimeTypes is { Length: > 0 } ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value?.GetType());
        return [.. wanted.Select(mimeType => new FormattedValue(mimeType, Formatter.ToDisplayString(value, mimeType)))];
    }

    /// <summary>Formats a value in one MIME type: the given one, or the first that its type prefers.</summary>
    /// <param name="value">Any value, or null.</param>
    /// <param name="mimeType">The MIME type, or null for the preferred one.</param>
    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null)
    {
        mimeType ??= Formatter.GetPreferredMimeTypesFor(value?.GetType()).First();
        return new FormattedValue(mimeType, Formatter.ToDisplayString(value, mimeType));
    }
}
