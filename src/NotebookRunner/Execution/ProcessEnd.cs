using System.Globalization;

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

    public static bool IsHeadline(string line) =>
        line.StartsWith(StackOverflow, StringComparison.Ordinal) || line.StartsWith(Unhandled, StringComparison.Ordinal)
        || line.StartsWith(FailFast, StringComparison.Ordinal) || line.StartsWith(Fatal, StringComparison.Ordinal);

    public static ProcessEnd Read(int exitCode, IReadOnlyList<string> errors)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        var headline = errors.FirstOrDefault(IsHeadline);
        if (headline is null) return new ProcessEnd($"the cell ended its process with {code}{Signal(exitCode)}", []);

        var trace = errors.SkipWhile(line => !IsHeadline(line))
            .Where(line => !IsPlumbing(line)).Select(line => line.Replace("+<<Initialize>>d__0.MoveNext()", "", StringComparison.Ordinal)).Take(MostTrace).ToList();
        var words = headline switch
        {
            _ when headline.StartsWith(StackOverflow, StringComparison.Ordinal) => "a stack overflow ended the cell's process",
            _ when headline.StartsWith(Unhandled, StringComparison.Ordinal) =>
                $"an exception on another thread ended the cell's process: {Rest(Unhandled)}",
            _ when headline.StartsWith(FailFast, StringComparison.Ordinal) => $"the cell's process was terminated: {Rest(FailFast)}",
            _ => $"a fatal error ended the cell's process: {Rest(Fatal)}",
        };
        return new ProcessEnd($"{words} ({code})", trace);

        // .NET puts the text of FailFast on the headline or on the line after it.
        string Rest(string start) => headline.Length > start.Length ? headline[start.Length..].Trim() : trace.ElementAtOrDefault(1)?.Trim() ?? "";
    }

    private static bool IsPlumbing(string line) =>
        line.Contains(" Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || line.Contains(" NotebookRunner.", StringComparison.Ordinal)
        || line.Contains(" System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || line.Contains(".<Initialize>", StringComparison.Ordinal)
        || line.Contains(".<Factory>", StringComparison.Ordinal);

    private static string Signal(int exitCode) => exitCode switch
    {
        134 => " (abort)",
        137 => " (killed; was there enough memory?)",
        139 => " (segmentation fault in native code)",
        143 => " (terminated)",
        _ => "",
    };
}
