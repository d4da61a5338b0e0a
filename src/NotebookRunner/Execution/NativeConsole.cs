namespace NotebookRunner.Execution;

/// <summary>
/// What a process writes to its real standard output and error: native libraries, and the runtime when it dies. It
/// comes when it will and often with a time stamp, so it is passed on and not kept, but for the errors' last lines.
/// </summary>
internal sealed class NativeConsole
{
    private readonly ConsoleText _errors = new(1000);
    private readonly Task _reading;

    public NativeConsole(Process process, Action<string, string> onText) => _reading = Task.WhenAll(
        ReadAsync(process.StandardOutput, "stdout", onText), ReadAsync(process.StandardError, "stderr", onText));

    /// <summary>The lines of standard error; of many, the first and the last.</summary>
    public IReadOnlyList<string> LastErrors()
    {
        lock (_errors) return _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits for the rest, not for ever: a process that a cell left behind may hold the stream open.</summary>
    public Task DrainAsync(TimeSpan limit) => Task.WhenAny(_reading, Task.Delay(limit));

    private async Task ReadAsync(StreamReader reader, string stream, Action<string, string> onText)
    {
        var block = new char[8192];
        while (await reader.ReadAsync(block).ConfigureAwait(false) is > 0 and var length)
        {
            var text = new string(block, 0, length);
            lock (_errors) if (stream == "stderr") _errors.Append(text);
            onText(stream, text);
        }
    }
}
