using System.Globalization;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>Where what a cell shows goes: console text and displays, in the order in which they were made.</summary>
internal static class CellOutput
{
    private static WorkerChannel? _channel;
    private static ConsoleCapture? _console;
    private static int _displays;

    public static void Connect(WorkerChannel channel, ConsoleCapture console)
    {
        _channel = channel;
        _console = console;
    }

    /// <summary>Sends a new display. The ids count from 1, so that two runs give the same.</summary>
    public static string Display(IEnumerable<FormattedValue> values)
    {
        var id = Interlocked.Increment(ref _displays).ToString(CultureInfo.InvariantCulture);
        Send(new Message(MessageKind.Display) { DisplayId = id, Data = ToData(values) });
        return id;
    }

    public static void Update(string displayId, IEnumerable<FormattedValue> values) =>
        Send(new Message(MessageKind.Update) { DisplayId = displayId, Data = ToData(values) });

    public static void Result(IEnumerable<FormattedValue> values) =>
        Send(new Message(MessageKind.Result) { Data = ToData(values) });

    /// <summary>Tells the reader of a live run something that is not saved.</summary>
    public static void Note(string text) => Send(new Message(MessageKind.Note) { Text = text });

    public static void Send(Message message)
    {
        // Console text that was written first must arrive first.
        _console?.Flush();
        _channel?.Send(message);
    }

    private static Dictionary<string, string> ToData(IEnumerable<FormattedValue> values)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values) data[value.MimeType] = value.Value;
        return data;
    }
}
