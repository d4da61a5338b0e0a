namespace NotebookRunner.Execution;

/// <summary>How a worker ended in the middle of a cell, in words.</summary>
/// <param name="Message">What happened.</param>
/// <param name="Trace">What the runtime said last.</param>
internal sealed record ProcessEnd(string Message, IReadOnlyList<string> Trace)
{
    private const int MostTrace = 20;
    private const string StackOverflow = "Stack overflow.";
    private const string Unhandled = "Unhandled exception.";
    private const string FailFast = "Process terminated.";
    private const string Fatal = "Fatal error.";

    private static readonly string[] Headlines = [StackOverflow, Unhandled, FailFast, Fatal];
    private static readonly string[] Plumbing =
    [
        " Microsoft.CodeAnalysis.", " NotebookRunner.", " System.Runtime.CompilerServices.",
        ".<Initialize>", ".<Factory>",
    ];

    public static bool IsHeadline(string line) => HeadlineOf(line) is not null;

    public static ProcessEnd Read(int exitCode, IReadOnlyList<string> errors)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        var last = errors.SkipWhile(line => !IsHeadline(line)).ToList();
        if (last.Count == 0) return new ProcessEnd($"the cell ended its process with {code}{Signal(exitCode)}", []);

        var trace = last.Where(line => !Plumbing.Any(name => line.Contains(name, StringComparison.Ordinal)))
            .Select(line => line.Replace("+<<Initialize>>d__0.MoveNext()", "", StringComparison.Ordinal))
            .Take(MostTrace).ToList();
        // .NET puts the text of FailFast on the headline or on the line after it.
        var start = HeadlineOf(last[0])!;
        var rest = last[0].Length > start.Length ? last[0][start.Length..].Trim() : trace.ElementAtOrDefault(1)?.Trim();
        var words = start switch
        {
            StackOverflow => "a stack overflow ended the cell's process",
            Unhandled => $"an exception on another thread ended the cell's process: {rest}",
            FailFast => $"the cell's process was terminated: {rest}",
            _ => $"a fatal error ended the cell's process: {rest}",
        };
        return new ProcessEnd($"{words} ({code})", trace);
    }

    private static string? HeadlineOf(string line) =>
        Headlines.FirstOrDefault(start => line.StartsWith(start, StringComparison.Ordinal));

    private static string Signal(int exitCode) => exitCode switch
    {
        134 => " (abort)",
        137 => " (killed; was there enough memory?)",
        139 => " (segmentation fault in native code)",
        143 => " (terminated)",
        _ => "",
    };
}
