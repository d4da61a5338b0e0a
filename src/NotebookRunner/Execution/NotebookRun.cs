using static System.FormattableString;

namespace NotebookRunner.Execution;

/// <summary>One run of one notebook.</summary>
internal sealed class NotebookRun(
    string path, Notebook notebook, NotebookRunOptions options, IProgress<NotebookEvent>? progress, WorkerPool workers)
{
    private const string MayFail = "raises-exception";
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly PathScrubber _scrubber = new(Path.GetDirectoryName(Path.GetFullPath(path))!, options.PathsToHide);
    private readonly Dictionary<int, CellOutputs> _outputs = [];
    private readonly Dictionary<string, CellOutputs.Entry> _displays = new(StringComparer.Ordinal);
    private readonly List<CellRun> _cells = [];
    private readonly Lock _reporting = new();
    private readonly OutputRoom _room = new();
    private int _current;
    private int? _line;
    private NotebookError? _error;

    public async Task<NotebookRunResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (options.Save) AtomicFile.Probe(options.SaveTo ?? path);
        var runnable = notebook.Cells.Where(CellLanguage.IsRunHere).ToList();
        Report(new NotebookStarted(path, notebook.Title, runnable.Count));
        foreach (var cell in runnable)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }

        await RunCellsAsync(runnable.Count, cancellationToken).ConfigureAwait(false);
        // A later cell may have updated what an earlier one displayed.
        foreach (var (number, made) in _outputs) notebook.Cells[number - 1].Json["outputs"] = made.ToJson(_scrubber);
        if (options.Save) notebook.Save(options.SaveTo ?? path);

        var result = new NotebookRunResult(path, notebook, _error, _cells, watch.Elapsed);
        Report(new NotebookFinished(path, result));
        return result;
    }

    private async Task RunCellsAsync(int toRun, CancellationToken cancellationToken)
    {
        await using var worker = toRun == 0
            ? null : await workers.TakeAsync(options.Environment, cancellationToken).ConfigureAwait(false);
        if (worker is not null)
        {
            worker.OnNativeText = OnNativeText;
            var open = new Message(MessageKind.Open) { Text = _folder };
            await worker.SendAsync(open, cancellationToken).ConfigureAwait(false);
        }

        string? heading = null;
        var count = 0;
        for (var number = 1; number <= notebook.Cells.Count && _error is null; number++)
        {
            var cell = notebook.Cells[number - 1];
            heading = Headings.In(cell).LastOrDefault(heading);
            if (!cell.IsCode) continue;
            if (worker is null || !CellLanguage.IsRunHere(cell)) Report(new CellSkipped(path, number, cell.Language));
            else await RunCellAsync(worker, cell, number, ++count, heading, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunCellAsync(WorkerProcess worker, NotebookCell cell, int number, int count, string? heading,
        CancellationToken cancellationToken)
    {
        (_current, _line) = (number, null);
        Report(new CellStarted(path, number, count, heading));
        cell.ExecutionCount = count;
        var outputs = _outputs[number] = new CellOutputs(options.MostConsoleLines, _room);

        var watch = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.CellTimeLimit);
        WorkerError? failure;
        var goesOn = true;
        try
        {
            var order = new Message(MessageKind.RunCell) { Cell = number, Text = cell.Source, Name = cell.Language };
            await worker.SendAsync(order, limit.Token).ConfigureAwait(false);
            (failure, goesOn) = await ListenAsync(worker, outputs, number, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            worker.Stop();
            goesOn = false;
            var seconds = Invariant($"{options.CellTimeLimit.TotalSeconds:0.###} s");
            var words = $"the cell ran longer than its limit of {seconds} and was stopped";
            failure = new WorkerError(NotebookErrorKind.TimeLimit, "CellTimeLimit", words, _line, []);
        }

        var error = failure is null ? null : ToNotebookError(failure, number, cell.Id);
        if (error is not null)
        {
            outputs.AddError(error);
            if (!goesOn || !cell.Tags.Contains(MayFail, StringComparer.Ordinal)) _error = error;
        }

        _cells.Add(new CellRun(number, watch.Elapsed, error));
        Report(new CellFinished(path, number, watch.Elapsed, error));
    }

    private async Task<(WorkerError? Error, bool GoesOn)> ListenAsync(
        WorkerProcess worker, CellOutputs outputs, int number, CancellationToken cancellationToken)
    {
        while (await worker.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            switch (message.Kind)
            {
                case MessageKind.CellDone:
                    return (message.Error, true);
                case MessageKind.Line:
                    _line = message.Cell;
                    break;
                case MessageKind.Console:
                    outputs.AddText(message.Name!, message.Text!);
                    Report(new ConsoleWritten(path, number, message.Name!, message.Text!, Saved: true));
                    break;
                case MessageKind.Packages:
                    _scrubber.Hide(message.Text!);
                    break;
                case MessageKind.Note:
                    Report(new ConsoleWritten(path, number, "stdout", message.Text + "\n", Saved: false));
                    break;
                case MessageKind.Display or MessageKind.Result:
                    var entry = outputs.AddValue(message.Data!, message.Kind == MessageKind.Result);
                    if (entry is not null && message.DisplayId is { } id) _displays[id] = entry;
                    Report(new ValueDisplayed(path, number, message.Data!, Updated: false));
                    break;
                case MessageKind.Update:
                    if (_displays.TryGetValue(message.DisplayId!, out var shown)) outputs.Update(shown, message.Data!);
                    Report(new ValueDisplayed(path, number, message.Data!, Updated: true));
                    break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var end = await worker.DescribeEndAsync().ConfigureAwait(false);
        var error = new WorkerError(NotebookErrorKind.ProcessEnded, "ProcessEnded", end.Message,
            end.LineIn(number) ?? _line, [.. end.Trace]);
        return (error, false);
    }

    private NotebookError ToNotebookError(WorkerError error, int number, string? id) => new(error.Kind, number, id,
        error.Line, error.Name, _scrubber.Scrub(error.Message), [.. error.Trace.Select(_scrubber.Scrub)]);

    private void OnNativeText(string stream, string text) =>
        Report(new ConsoleWritten(path, _current, stream, text, Saved: false));

    /// <summary>Native text comes on threads of its own; a listener is called by one at a time.</summary>
    private void Report(NotebookEvent happening)
    {
        if (progress is null) return;
        lock (_reporting) progress.Report(happening);
    }
}
