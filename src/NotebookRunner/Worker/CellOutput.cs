namespace NotebookRunner.Worker;

/// <summary>Sends on what a cell shows: console text and values, in the order in which they were made.</summary>
internal sealed class CellOutput(WorkerChannel channel, ConsoleCapture console)
{
    private const int LongestValue = 5_000_000;
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
                Send(new Message(MessageKind.Result) { Data = ToData(result) });
                break;
            case DisplayedValueUpdated update:
                Update(update);
                break;
            case DisplayedValueProduced display:
                Display(display);
                break;
            case PackageAdded { PackageReference.PackageRoot: var package }:
                // Not always the folder that NuGet has now: the kernel remembers where it found a package.
                if (Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(package))) is { } all)
                    Send(new Message(MessageKind.Packages) { Text = all });
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

    /// <summary>Says which line of its cell the run has come to: the last that is heard if the process ends.</summary>
    public void Line(int line) => channel.Send(new Message(MessageKind.Line) { Cell = line });

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

        Send(new Message(MessageKind.Display) { DisplayId = id, Data = ToData(display) });
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
        else Send(new Message(MessageKind.Update) { DisplayId = id, Data = ToData(update) });
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

    /// <summary>
    /// The formatted values by MIME type; of a flood the beginning, with a note. The kernel keeps every event until the
    /// cell has ended, so what is taken is let go.
    /// </summary>
    private static Dictionary<string, string> ToData(DisplayEvent happening)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in happening.FormattedValues)
        {
            var text = value.Value ?? "";
            if (text.Length <= LongestValue) data[value.MimeType] = text;
            else data[MimeTypes.Plain] = value.MimeType == MimeTypes.Plain ? ErrorReport.Cut(text)
                : FormattableString.Invariant($"{value.MimeType} … {text.Length:N0} characters left out");
        }

        (Values(happening), Value(happening)) = ([], null);
        return data;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<FormattedValues>k__BackingField")]
    private static extern ref IReadOnlyCollection<FormattedValue> Values(DisplayEvent happening);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Value>k__BackingField")]
    private static extern ref object? Value(DisplayEvent happening);
}
