namespace NotebookRunner;

/// <summary>Tells of a run on the console, one line a cell.</summary>
internal sealed class ConsoleProgress(TextWriter output, TextWriter errors) : IProgress<NotebookEvent>
{
    private int _toRun;
    private int _count;

    public void Report(NotebookEvent value)
    {
        switch (value)
        {
            case NotebookStarted started:
                _toRun = started.CellsToRun;
                Say($"{started.Path}: {started.Title}");
                break;
            case CellStarted cell:
                _count = cell.ExecutionCount;
                break;
            case CellSkipped skipped:
                Say($"  cell {skipped.CellNumber}: {skipped.Language}, not run here");
                break;
            case CellFinished cell:
                var failed = cell.Error is null ? "" : " failed";
                Say($"  [{_count}/{_toRun}] cell {cell.CellNumber} {cell.Duration.TotalSeconds:0.0} s{failed}");
                break;
            case NotebookFinished { Result.Error: { } error }:
                errors.WriteLine($"{value.Path}, {error}");
                foreach (var line in error.Trace) errors.WriteLine($"  {line}");
                break;
            case NotebookFinished finished:
                Say($"  {finished.Result.Duration.TotalSeconds:0.0} s");
                break;
        }
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
