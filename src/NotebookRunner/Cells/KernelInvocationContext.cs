using System.ComponentModel;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>The run of the current cell, as the kernel's own type of that name is used by cells.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KernelInvocationContext
{
    private KernelInvocationContext()
    {
    }

    /// <summary>The run of the current cell.</summary>
    public static KernelInvocationContext Current { get; } = new();

    /// <summary>Never cancelled: a run is stopped by ending its process.</summary>
    public CancellationToken CancellationToken => CancellationToken.None;
}

/// <summary>What a cell may ask of its run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value in the given MIME types, or in those that its type prefers.</summary>
    /// <param name="context">The run.</param>
    /// <param name="value">Any value, or null.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NotebookRunner.Cells.DisplayExtensions.Display(value, mimeTypes);
    }

    /// <summary>Shows text that already has the form of a MIME type.</summary>
    /// <param name="context">The run.</param>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its MIME type.</param>
    /// <returns>The output, which can be updated.</returns>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NotebookRunner.Cells.DisplayExtensions.DisplayAs(value, mimeType);
    }
}
