using System.ComponentModel;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Cells;

namespace Microsoft.DotNet.Interactive;

/// <summary>The functions that a cell may call by their bare names.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Kernel
{
    /// <summary>Shows a value in the given MIME types, or in those that its type prefers.</summary>
    /// <param name="value">Any value, or null.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Marks text as HTML.</summary>
    /// <param name="content">The HTML.</param>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    /// <param name="scriptContent">The JavaScript.</param>
    public static void Javascript(string scriptContent) =>
        $"<script type=\"text/javascript\">{scriptContent}</script>".DisplayAs(HtmlFormatter.MimeType);

    /// <summary>Adds a style sheet to the page that shows the notebook.</summary>
    /// <param name="content">The CSS.</param>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs(HtmlFormatter.MimeType);

    /// <summary>Asks the reader for text, which no run without a reader can.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">The kind of input.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        throw new NotSupportedException($"The notebook asks for input (\"{prompt}\"), and nobody is there to answer.");
}
