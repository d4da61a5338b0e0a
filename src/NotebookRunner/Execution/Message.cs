using System.Text.Json.Serialization;

namespace NotebookRunner.Execution;

/// <summary>One line of the talk between a run and its worker. Which fields are set follows from the kind.</summary>
internal sealed record Message(MessageKind Kind)
{
    /// <summary>A cell's number in its notebook, from 1; or the line in it that the run has come to.</summary>
    public int Cell { get; init; }

    /// <summary>The cell's code, the notebook's or the packages' folder, or console text.</summary>
    public string? Text { get; init; }

    /// <summary>The name of a console stream, or a cell's language.</summary>
    public string? Name { get; init; }

    public string? DisplayId { get; init; }

    /// <summary>A value by MIME type.</summary>
    public Dictionary<string, string>? Data { get; init; }

    public WorkerError? Error { get; init; }
}

/// <summary>What a message says. The first three are sent to the worker, the others come from it.</summary>
internal enum MessageKind
{
    WarmUp, Open, RunCell,
    Ready, Line, Console, Display, Update, Result, Note, Packages, CellDone,
}

/// <summary>An error as the worker saw it; lines count from 1 in the cell.</summary>
internal sealed record WorkerError(NotebookErrorKind Kind, string Name, string Message, int? Line, List<string> Trace);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Message))]
internal sealed partial class MessageJson : JsonSerializerContext;
