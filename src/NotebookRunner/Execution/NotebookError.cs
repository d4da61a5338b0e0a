namespace NotebookRunner.Execution;

/// <summary>Why a notebook's run failed.</summary>
public enum NotebookErrorKind
{
    /// <summary>The cell threw an exception.</summary>
    Exception,

    /// <summary>The cell does not compile.</summary>
    Compilation,

    /// <summary>The cell ran longer than its limit and was stopped.</summary>
    TimeLimit,

    /// <summary>The cell ended the process: an exit, a crash of native code, a stack overflow.</summary>
    ProcessEnded,

    /// <summary>A file that the cell imports is not there or cannot be imported.</summary>
    Import,

    /// <summary>A package that the cell refers to is not in the local package folder.</summary>
    PackageNotAvailable,

    /// <summary>The cell uses a magic command that is not known here.</summary>
    UnknownMagic,
}

/// <summary>The first error of a notebook's run.</summary>
/// <param name="Kind">What sort of error it is.</param>
/// <param name="CellNumber">The cell, from 1, all cells counted.</param>
/// <param name="CellId">The cell's id, where the file has one.</param>
/// <param name="Line">The line in the cell, from 1, where it is known.</param>
/// <param name="Name">The exception's type, or a name of the same form.</param>
/// <param name="Message">What went wrong, in words.</param>
/// <param name="Trace">The way to the error, without file paths.</param>
public sealed record NotebookError(NotebookErrorKind Kind, int CellNumber, string? CellId, int? Line, string Name,
    string Message, IReadOnlyList<string> Trace)
{
    /// <summary>The place, as in <c>cell 3 (id load-data), line 2</c>.</summary>
    public string Where =>
        $"cell {CellNumber}{(CellId is null ? "" : $" (id {CellId})")}{(Line is null ? "" : $", line {Line}")}";

    /// <summary>Place and message on one line.</summary>
    public override string ToString() => $"{Where}: {Message}";
}
