namespace NotebookRunner.Execution;

/// <summary>How a notebook is run and where its outputs go.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>How long a cell may run before it is stopped and the notebook fails; ten minutes unless said.</summary>
    public TimeSpan CellTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Variables of the process that runs the cells, on top of the caller's own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Whether the notebook with its outputs is written at the end, also after a failure.</summary>
    public bool Save { get; init; } = true;

    /// <summary>Where it is written; null for the file that it was read from.</summary>
    public string? SaveTo { get; init; }

    /// <summary>
    /// Folders that outputs must not name, beside the notebook's own, its repository, the home and the temporary
    /// folder, which are always replaced.
    /// </summary>
    public IReadOnlyList<string> PathsToHide { get; init; } = [];

    /// <summary>The most console lines that a cell keeps; of more, the first and the last, with a note.</summary>
    public int MostConsoleLines { get; init; } = 1000;
}
