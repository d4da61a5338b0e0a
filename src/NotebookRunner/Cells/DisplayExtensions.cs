using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace NotebookRunner.Cells;

/// <summary>
/// <c>x.Display()</c> and its kin. The worker imports this namespace into every notebook, as the kernel imports its own;
/// nothing else sees them.
/// </summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value in the given MIME types, or in those that its type prefers.</summary>
    /// <param name="value">Any value, or null.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        new(value, FormattedValue.CreateManyFromObject(value, mimeTypes));

    /// <summary>Shows text that already has the form of a MIME type: HTML, SVG, a base64 picture.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its MIME type.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => new(value, [new(mimeType, value)]);

    /// <summary>Shows a sequence as a table, one row an item.</summary>
    /// <typeparam name="T">The type of an item.</typeparam>
    /// <param name="value">The items, or null.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        value is null ? Display(null, mimeTypes) : Display(TabularDataResourceOf(value), mimeTypes);

    private static object TabularDataResourceOf<T>(IEnumerable<T> value) => value.ToTabularDataResource();
}
