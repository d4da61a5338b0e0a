namespace NotebookRunner.Execution;

/// <summary>
/// What a process writes to its real standard output and error: native libraries, and the runtime when it dies. It
/// comes when it will and often with a time stamp, so it is passed on and not kept, but for the errors' last lines.
/// </summary>
internal sealed class NativeConsole
{
    private const int LinesKept = 200;
    private readonly List<string> _errors = [];
    private readonly Task _reading;

    public NativeConsole(Process process, Action<string, string> onText) => _reading = Task.WhenAll(
        ReadAsync(process.StandardOutput, "stdout", onText), ReadAsync(process.StandardError, "stderr", onText));

    /// <summary>The last burst of lines on standard error.</summary>
    public IReadOnlyList<string> LastErrors()
    {
        lock (_errors) return [.. _errors];
    }

    /// <summary>Waits for the rest, not for ever: a process that a cell left behind may hold the stream open.</summary>
    public Task DrainAsync(TimeSpan limit) => Task.WhenAny(_reading, Task.Delay(limit));

    private async Task ReadAsync(StreamReader reader, string stream, Action<string, string> onText)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_errors)
            {
                // The runtime's last words begin with their headline; the lines of a deep stack follow it.
                if (stream == "stderr" && ProcessEnd.IsHeadline(line)) _errors.Clear();
                if (stream == "stderr" && _errors.Count < LinesKept) _errors.Add(line);
            }

            onText(stream, line + "\n");
        }
    }
}
