namespace NotebookRunner.Worker;

/// <summary>Sends on what a cell shows: console text and values, in the order in which they were made.</summary>
internal sealed class CellOutput(WorkerChannel channel, ConsoleCapture console)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> _idsByMark = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Takes one event of the kernel; those that show nothing are passed over.</summary>
    public void Take(KernelEvent happening)
    {
        switch (happening)
        {
            // The display itself is there already.
            case ReturnValueProduced { Value: DisplayedValue }:
                break;
            case ReturnValueProduced result:
                Send(new Message(MessageKind.Result) { Data = ToData(result.FormattedValues) });
                break;
            case DisplayedValueUpdated update:
                Update(update);
                break;
            case DisplayedValueProduced display:
                Display(display);
                break;
            case StandardOutputValueProduced text:
                console.Write("stdout", Text(text));
                break;
            case StandardErrorValueProduced text:
                console.Write("stderr", Text(text));
                break;
        }
    }

    /// <summary>Tells the reader of a live run something that is not saved.</summary>
    public void Note(string text) => Send(new Message(MessageKind.Note) { Text = text });

    public void Send(Message message)
    {
        // Console text that was written first must arrive first.
        console.Flush();
        channel.Send(message);
    }

    private void Display(DisplayedValueProduced display)
    {
        string id;
        lock (_lock)
        {
            // The numbers count from 1, so that two runs give the same.
            id = (++_count).ToString(CultureInfo.InvariantCulture);
            if (display.ValueId is { } kernelId) _ids[kernelId] = id;
            if (display.FormattedValues.FirstOrDefault() is { } first) _idsByMark[Mark(first)] = id;
        }

        Send(new Message(MessageKind.Display) { DisplayId = id, Data = ToData(display.FormattedValues) });
    }

    private void Update(DisplayedValueUpdated update)
    {
        string? id;
        lock (_lock)
        {
            if (!_ids.TryGetValue(update.ValueId, out id))
                _idsByMark.TryGetValue(update.FormattedValues.First().MimeType, out id);
        }

        // One that the kernel never displayed is shown anew, rather than lost.
        if (id is null)
            Display(new DisplayedValueProduced(update.Value, update.Command, update.FormattedValues, update.ValueId));
        else Send(new Message(MessageKind.Update) { DisplayId = id, Data = ToData(update.FormattedValues) });
    }

    /// <summary>
    /// Marks a displayed value by a MIME type that is a string of its own. <c>display(x)</c> announces one object and
    /// returns another with an id of its own, so that an update names an id which was never displayed; the two share
    /// their formatted values, and an update hands on the string.
    /// </summary>
    private static string Mark(FormattedValue value) => MimeType(value) = new string(value.MimeType.AsSpan());

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<MimeType>k__BackingField")]
    private static extern ref string MimeType(FormattedValue value);

    private static string Text(DisplayEvent text) => string.Concat(text.FormattedValues.Select(value => value.Value));

    private static Dictionary<string, string> ToData(IEnumerable<FormattedValue> values)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values) data[value.MimeType] = value.Value;
        return data;
    }
}
