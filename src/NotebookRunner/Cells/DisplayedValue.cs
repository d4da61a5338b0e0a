using System.ComponentModel;
using NotebookRunner.Worker;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value that a cell has displayed, and whose output it may replace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class DisplayedValue
{
    internal DisplayedValue(object? value, IReadOnlyList<FormattedValue> formattedValues)
    {
        Value = value;
        FormattedValues = formattedValues;
        DisplayId = CellOutput.Display(formattedValues);
    }

    /// <summary>The output's number in this run; the same in every run.</summary>
    public string DisplayId { get; }

    /// <summary>True once <see cref="Update"/> has been called.</summary>
    public bool IsUpdated { get; private set; }

    /// <summary>The value, formatted.</summary>
    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    /// <summary>The value that is shown.</summary>
    public object? Value { get; private set; }

    /// <summary>Shows another value in the same place, in the MIME types of the first.</summary>
    /// <param name="updatedValue">The new value.</param>
    public void Update(object? updatedValue)
    {
        IsUpdated = true;
        Value = updatedValue;
        FormattedValues = FormattedValue.CreateManyFromObject(updatedValue, [.. FormattedValues.Select(f => f.MimeType)]);
        CellOutput.Update(DisplayId, FormattedValues);
    }
}
