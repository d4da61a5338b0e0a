namespace NotebookRunner.Execution;

/// <summary>Hands out workers, and keeps one in readiness where it is asked to.</summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task<WorkerProcess>? _spare;
    private string _environment = "";

    /// <summary>Starts a worker in the background, for a later taker with the same environment.</summary>
    public void Prepare(IReadOnlyDictionary<string, string?> environment)
    {
        lock (_lock)
        {
            if (_spare is not null || _stop.IsCancellationRequested) return;
            _environment = Key(environment);
            _spare = StartWarmAsync(environment);
        }
    }

    /// <summary>The worker that is ready, or a new one.</summary>
    public async Task<WorkerProcess> TakeAsync(
        IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        Task<WorkerProcess>? spare = null;
        lock (_lock)
        {
            if (_environment == Key(environment)) (spare, _spare) = (_spare, null);
        }

        try
        {
            var worker = spare is null ? null : await spare.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (worker is { IsAlive: true }) return worker;
        }
        catch (InvalidOperationException)
        {
            // What went wrong will go wrong again, and then it is told.
        }
        catch (OperationCanceledException)
        {
            await DisposeAsync(spare).ConfigureAwait(false);
            throw;
        }

        await DisposeAsync(spare).ConfigureAwait(false);
        return await WorkerProcess.StartAsync(environment, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task<WorkerProcess>? spare;
        lock (_lock)
        {
            _stop.Cancel();
            (spare, _spare) = (_spare, null);
        }

        await DisposeAsync(spare).ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task DisposeAsync(Task<WorkerProcess>? spare)
    {
        try
        {
            if (spare is not null) await (await spare.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            // It never came to be.
        }
    }

    private async Task<WorkerProcess> StartWarmAsync(IReadOnlyDictionary<string, string?> environment)
    {
        var worker = await WorkerProcess.StartAsync(environment, _stop.Token).ConfigureAwait(false);
        await worker.SendAsync(new Message(MessageKind.WarmUp), _stop.Token).ConfigureAwait(false);
        return worker;
    }

    private static string Key(IReadOnlyDictionary<string, string?> environment) =>
        string.Join('\n', environment.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
}
