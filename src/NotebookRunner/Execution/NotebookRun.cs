using System.Diagnostics;
using System.Globalization;
using NotebookRunner.Documents;

namespace NotebookRunner.Execution;

/// <summary>One run of one notebook.</summary>
internal sealed class NotebookRun
{
    private const string MayFail = "raises-exception";
    private readonly string _path;
    private readonly Notebook _notebook;
    private readonly NotebookRunOptions _options;
    private readonly IProgress<NotebookEvent>? _progress;
    private readonly WorkerPool _workers;
    private readonly string _folder;
    private readonly PathScrubber _scrubber;
    private readonly Dictionary<int, CellOutputs> _outputs = [];
    private readonly Dictionary<string, CellOutputs.Entry> _displays = new(StringComparer.Ordinal);
    private readonly List<CellRun> _cells = [];
    private readonly Lock _reporting = new();
    private int _current;
    private NotebookError? _error;

    public NotebookRun(string path, Notebook notebook, NotebookRunOptions options, IProgress<NotebookEvent>? progress, WorkerPool workers)
    {
        _workers = workers;
        _path = path;
        _notebook = notebook;
        _options = options;
        _progress = progress;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _scrubber = new PathScrubber(_folder, options.PathsToHide);
    }

    public async Task<NotebookRunResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var runnable = _notebook.Cells.Select((cell, index) => (Cell: cell, Number: index + 1)).Where(item => CellLanguage.IsRunHere(item.Cell)).ToList();
        Report(new NotebookStarted(_path, _notebook.Title, runnable.Count));
        foreach (var (cell, _) in runnable)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }

        await RunCellsAsync(runnable.Count, cancellationToken).ConfigureAwait(false);
        // A later cell may have updated what an earlier one displayed.
        foreach (var (number, outputs) in _outputs) _notebook.Cells[number - 1].Json["outputs"] = outputs.ToJson(_scrubber);
        if (_options.Save) _notebook.Save(_options.SaveTo ?? _path);

        var result = new NotebookRunResult(_path, _notebook, _error, _cells, watch.Elapsed);
        Report(new NotebookFinished(_path, result));
        return result;
    }

    private async Task RunCellsAsync(int toRun, CancellationToken cancellationToken)
    {
        var worker = toRun == 0 ? null : await _workers.TakeAsync(_options.Environment, cancellationToken).ConfigureAwait(false);
        try
        {
            if (worker is not null)
            {
                worker.OnNativeText = OnNativeText;
                await worker.SendAsync(new Message(MessageKind.Open) { Text = _folder }, cancellationToken).ConfigureAwait(false);
            }

            string? heading = null;
            var count = 0;
            for (var number = 1; number <= _notebook.Cells.Count && _error is null; number++)
            {
                var cell = _notebook.Cells[number - 1];
                heading = Headings.LastIn(cell) ?? heading;
                if (!cell.IsCode) continue;
                if (worker is null || !CellLanguage.IsRunHere(cell)) Report(new CellSkipped(_path, number, cell.Language));
                else await RunCellAsync(worker, cell, number, ++count, heading, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (worker is not null) await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RunCellAsync(
        WorkerProcess worker, NotebookCell cell, int number, int count, string? heading, CancellationToken cancellationToken)
    {
        _current = number;
        Report(new CellStarted(_path, number, count, heading));
        cell.ExecutionCount = count;
        var outputs = _outputs[number] = new CellOutputs(_options.MostConsoleLines);

        var watch = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.CellTimeLimit);
        WorkerError? failure;
        var goesOn = true;
        try
        {
            await worker.SendAsync(new Message(MessageKind.RunCell) { Cell = number, Text = cell.Source, Name = cell.Language }, limit.Token).ConfigureAwait(false);
            (failure, goesOn) = await ListenAsync(worker, outputs, number, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            worker.Stop();
            goesOn = false;
            var seconds = _options.CellTimeLimit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            failure = new WorkerError(
                NotebookErrorKind.TimeLimit, "CellTimeLimit", $"the cell ran longer than its limit of {seconds} s and was stopped", null, []);
        }

        var error = failure is null ? null : ToNotebookError(failure, number, cell.Id);
        if (error is not null)
        {
            outputs.AddError(error);
            if (!goesOn || !cell.Tags.Contains(MayFail, StringComparer.Ordinal)) _error = error;
        }

        _cells.Add(new CellRun(number, watch.Elapsed, error));
        Report(new CellFinished(_path, number, watch.Elapsed, error));
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
                case MessageKind.Console:
                    outputs.AddText(message.Name!, message.Text!);
                    Report(new ConsoleWritten(_path, number, message.Name!, message.Text!, Saved: true));
                    break;
                case MessageKind.Note:
                    Report(new ConsoleWritten(_path, number, "stdout", message.Text + "\n", Saved: false));
                    break;
                case MessageKind.Display or MessageKind.Result:
                    if (outputs.AddValue(message.Data!, message.Kind == MessageKind.Result) is { } entry && message.DisplayId is { } id) _displays[id] = entry;
                    Report(new ValueDisplayed(_path, number, message.Data!, Updated: false));
                    break;
                case MessageKind.Update:
                    if (_displays.TryGetValue(message.DisplayId!, out var shown)) shown.Data = message.Data;
                    Report(new ValueDisplayed(_path, number, message.Data!, Updated: true));
                    break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var end = await worker.DescribeEndAsync().ConfigureAwait(false);
        return (new WorkerError(NotebookErrorKind.ProcessEnded, "ProcessEnded", end.Message, null, [.. end.Trace]), false);
    }

    private NotebookError ToNotebookError(WorkerError error, int number, string? id) => new(
        error.Kind, number, id, error.Line, error.Name, _scrubber.Scrub(error.Message), [.. error.Trace.Select(_scrubber.Scrub)]);

    private void OnNativeText(string stream, string text) =>
        Report(new ConsoleWritten(_path, _current, stream, text, Saved: false));

    /// <summary>Native text comes on threads of its own; a listener is called by one at a time.</summary>
    private void Report(NotebookEvent happening)
    {
        if (_progress is null) return;
        lock (_reporting) _progress.Report(happening);
    }
}
