namespace NotebookRunner.Execution;

/// <summary>Something that happened in a notebook's run, told as it happens.</summary>
/// <param name="Path">The notebook's file.</param>
public abstract record NotebookEvent(string Path);

/// <summary>The run begins.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="Title">The notebook's first heading.</param>
/// <param name="CellsToRun">How many cells will be run.</param>
public sealed record NotebookStarted(string Path, string Title, int CellsToRun) : NotebookEvent(Path);

/// <summary>A cell begins to run.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="CellNumber">The cell, from 1, all cells counted.</param>
/// <param name="ExecutionCount">Which of the cells to run it is, from 1.</param>
/// <param name="Heading">The nearest heading above the cell, or null.</param>
public sealed record CellStarted(string Path, int CellNumber, int ExecutionCount, string? Heading) : NotebookEvent(Path);

/// <summary>A code cell in a language that is not run here; its saved outputs stay.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="CellNumber">The cell, from 1, all cells counted.</param>
/// <param name="Language">The language.</param>
public sealed record CellSkipped(string Path, int CellNumber, string Language) : NotebookEvent(Path);

/// <summary>A cell has written to the console.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="CellNumber">The cell, from 1, all cells counted.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text as it came, carriage returns included; not always whole lines.</param>
/// <param name="Saved">False for text that is shown and not saved: what native code writes, and times.</param>
public sealed record ConsoleWritten(string Path, int CellNumber, string Stream, string Text, bool Saved) : NotebookEvent(Path);

/// <summary>A cell has shown a value, or replaced one.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="CellNumber">The cell that is running, from 1, all cells counted.</param>
/// <param name="Data">The value by MIME type.</param>
/// <param name="Updated">True where it takes the place of an earlier one.</param>
public sealed record ValueDisplayed(
    string Path, int CellNumber, IReadOnlyDictionary<string, string> Data, bool Updated) : NotebookEvent(Path);

/// <summary>A cell has ended.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="CellNumber">The cell, from 1, all cells counted.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Error">What went wrong, or null.</param>
public sealed record CellFinished(string Path, int CellNumber, TimeSpan Duration, NotebookError? Error) : NotebookEvent(Path);

/// <summary>The run has ended, and the notebook is saved where it should be.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="Result">What came of it.</param>
public sealed record NotebookFinished(string Path, NotebookRunResult Result) : NotebookEvent(Path);
