namespace LeNetLab.Cli.Verbs;

/// <summary>Reports one notebook's run: a bar over all notebooks, a line for each; without a bar, its cells.</summary>
internal sealed class CourseProgress(
    Screen screen, IBar bar, int before, int all, bool verbose) : IProgress<NotebookEvent>
{
    private int _cells = 1;
    private int _done;
    private string _title = "";
    private string? _heading;

    public void Report(NotebookEvent value)
    {
        switch (value)
        {
            case NotebookStarted started:
                _cells = Math.Max(1, started.CellsToRun);
                _title = started.Title;
                screen.Say($"{Path.GetFileName(value.Path)}: {_title}");
                Move();
                break;
            case CellStarted cell:
                _heading = cell.Heading;
                Move();
                break;
            case ConsoleWritten text when verbose:
                foreach (var line in text.Text.TrimEnd('\n').Split('\n')) screen.Say($"      {line.TrimEnd('\r')}");
                break;
            case CellFinished cell:
                _done++;
                if (verbose || !screen.ShowsBars || cell.Error is not null)
                    screen.Say($"  {_done,2}/{_cells}  cell {cell.CellNumber}  {cell.Duration.TotalSeconds,5:0.0} s  " +
                        $"{(cell.Error is null ? _heading : "FAILED")}");
                Move();
                break;
            case NotebookFinished { Result: var result }:
                screen.Say($"  {(result.Succeeded ? "done" : "failed")}, {result.Duration.TotalSeconds:0.0} s");
                break;
        }
    }

    private void Move() => bar.Set((double)(before + _done) / Math.Max(1, all),
        Invariant($"{_title}  cell {before + Math.Min(_done + 1, _cells)} of {all}"));
}
