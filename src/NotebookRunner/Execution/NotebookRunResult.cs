namespace NotebookRunner.Execution;

/// <summary>What came of a notebook's run.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="Notebook">The notebook with its new outputs.</param>
/// <param name="Error">The error that ended the run, or null where every cell ran.</param>
/// <param name="Cells">The cells that were run, in order.</param>
/// <param name="Duration">How long the run took, the start of its process included.</param>
public sealed record NotebookRunResult(
    string Path, Notebook Notebook, NotebookError? Error, IReadOnlyList<CellRun> Cells, TimeSpan Duration)
{
    /// <summary>True where every cell ran, or failed as its tag <c>raises-exception</c> says it may.</summary>
    public bool Succeeded => Error is null;
}

/// <summary>One cell's run: the cell, from 1, how long it ran, and what went wrong, or null.</summary>
public sealed record CellRun(int CellNumber, TimeSpan Duration, NotebookError? Error);
