namespace NotebookRunner.Execution;

/// <summary>
/// What a process writes to its real standard output and error: native libraries, and the runtime when it dies. It
/// comes when it will and often with a time stamp, so it is passed on and not kept, but for the errors' last lines.
/// </summary>
internal sealed class NativeConsole
{
    private const int LinesKept = 200;
    private const int LongestLine = 2_000;
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
        var block = new char[8192];
        var line = new StringBuilder();
        while (await reader.ReadAsync(block).ConfigureAwait(false) is > 0 and var length)
        {
            var text = new string(block, 0, length);
            if (stream == "stderr") Keep(text, line);
            onText(stream, text);
        }

        EndLine(line);
    }

    /// <summary>Keeps the last lines; from a headline on, the first: those of a deep stack follow it.</summary>
    private void Keep(string text, StringBuilder line)
    {
        foreach (var c in text)
        {
            if (c == '\n') EndLine(line);
            else if (line.Length < LongestLine && c != '\r') line.Append(c);
        }
    }

    private void EndLine(StringBuilder unended)
    {
        var line = unended.ToString();
        unended.Clear();
        lock (_errors)
        {
            if (ProcessEnd.IsHeadline(line)) _errors.Clear();
            else if (_errors.Count >= LinesKept && ProcessEnd.IsHeadline(_errors[0])) return;
            else if (_errors.Count >= LinesKept) _errors.RemoveAt(0);
            _errors.Add(line);
        }
    }
}
