namespace NotebookRunner.Execution;

/// <summary>
/// Runs notebooks as the .NET Interactive C# kernel does, each in a process of its own: a cell in an endless loop can
/// be stopped, and one that brings its process down fails its notebook and nothing else.
/// </summary>
public sealed class NotebookExecutor : IAsyncDisposable
{
    private readonly WorkerPool _workers = new();

    /// <summary>Starts the next notebook's process early: its first cell need not wait for the compiler.</summary>
    /// <param name="options">How that notebook will be run; its environment must be the same.</param>
    public void Prepare(NotebookRunOptions? options = null) =>
        _workers.Prepare((options ?? new NotebookRunOptions()).Environment);

    /// <summary>Runs the cells in order, to the first error, and saves the outputs; later cells get none.</summary>
    /// <param name="path">The .ipynb file. Cells run in its folder.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <param name="progress">Is told what happens, as it happens, in order and by one thread at a time.</param>
    /// <param name="cancellationToken">Stops the run at once; nothing is saved then.</param>
    /// <returns>What came of it; a failing cell is a result, not an exception.</returns>
    /// <exception cref="NotebookFormatException">The file is no notebook.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the file is untouched.</exception>
    /// <exception cref="InvalidOperationException">The process that runs the cells could not be started.</exception>
    /// <exception cref="IOException">The notebook cannot be read or written.</exception>
    public async Task<NotebookRunResult> RunAsync(string path, NotebookRunOptions? options = null,
        IProgress<NotebookEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var notebook = Notebook.Load(path);
        var run = new NotebookRun(path, notebook, options ?? new NotebookRunOptions(), progress, _workers);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a process that was prepared and not used.</summary>
    public ValueTask DisposeAsync() => _workers.DisposeAsync();
}
