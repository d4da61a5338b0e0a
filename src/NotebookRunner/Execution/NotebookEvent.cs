namespace NotebookRunner.Execution;

/// <summary>Something that happened in a notebook's run, told as it happens. Cells count from 1, all of them.</summary>
/// <param name="Path">The notebook's file.</param>
public abstract record NotebookEvent(string Path);

/// <summary>The run begins: the notebook's first heading, and how many cells will be run.</summary>
public sealed record NotebookStarted(string Path, string Title, int CellsToRun) : NotebookEvent(Path);

/// <summary>A cell begins: which of the cells to run it is, from 1, and the nearest heading above it.</summary>
public sealed record CellStarted(
    string Path, int CellNumber, int ExecutionCount, string? Heading) : NotebookEvent(Path);

/// <summary>A code cell in a language that is not run here; its saved outputs stay.</summary>
public sealed record CellSkipped(string Path, int CellNumber, string Language) : NotebookEvent(Path);

/// <summary>
/// A cell has written to <c>stdout</c> or <c>stderr</c>: the text as it came, carriage returns included, not always
/// whole lines. What native code writes, and times, are shown and not saved.
/// </summary>
public sealed record ConsoleWritten(
    string Path, int CellNumber, string Stream, string Text, bool Saved) : NotebookEvent(Path);

/// <summary>The running cell has shown a value, by MIME type, or updated one that was shown earlier.</summary>
public sealed record ValueDisplayed(
    string Path, int CellNumber, IReadOnlyDictionary<string, string> Data, bool Updated) : NotebookEvent(Path);

/// <summary>A cell has ended; the error is null where all went well.</summary>
public sealed record CellFinished(
    string Path, int CellNumber, TimeSpan Duration, NotebookError? Error) : NotebookEvent(Path);

/// <summary>The run has ended, and the notebook is saved where it should be.</summary>
public sealed record NotebookFinished(string Path, NotebookRunResult Result) : NotebookEvent(Path);
