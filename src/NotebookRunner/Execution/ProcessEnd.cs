namespace NotebookRunner.Execution;

/// <summary>How a worker ended in the middle of a cell, in words.</summary>
/// <param name="Message">What happened.</param>
/// <param name="Trace">What the runtime said last.</param>
internal sealed partial record ProcessEnd(string Message, IReadOnlyList<string> Trace)
{
    private const int MostTrace = 20;
    private const int Abort = 134;
    private const string StackOverflow = "Stack overflow.";
    private const string Unhandled = "Unhandled exception.";
    private const string FailFast = "Process terminated.";
    private const string Fatal = "Fatal error.";
    private const string Native = "terminate called";
    private const string What = "what():";

    private static readonly string[] Headlines = [StackOverflow, Unhandled, FailFast, Fatal, Native];
    private static readonly string[] Plumbing =
    [
        " Microsoft.CodeAnalysis.", " NotebookRunner.", " System.Runtime.CompilerServices.",
        ".<Initialize>", ".<Factory>", "frame #",
    ];

    public static ProcessEnd Read(int exitCode, IReadOnlyList<string> errors)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        var last = errors.SkipWhile(line => HeadlineOf(line) is null).ToList();
        if (last.Count == 0)
        {
            // The C library says in a line what it aborts for.
            var said = exitCode == Abort ? errors.LastOrDefault(line => line.Trim().Length > 0)?.Trim() : null;
            var end = $"the cell ended its process with {code}{Signal(exitCode)}";
            return new ProcessEnd(said is null ? end : $"{end}: {said}", []);
        }

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
            Native => $"native code ended the cell's process: {Words(last) ?? rest}",
            _ => $"a fatal error ended the cell's process: {rest}",
        };
        return new ProcessEnd($"{words} ({code})", trace);
    }

    private static string? HeadlineOf(string line) =>
        Headlines.FirstOrDefault(start => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>What a C++ exception says, without the native stack that libtorch puts after it.</summary>
    private static string? Words(IEnumerable<string> lines) => lines.Select(line => line.TrimStart())
        .FirstOrDefault(line => line.StartsWith(What, StringComparison.Ordinal))?[What.Length..].Trim();

    /// <summary>The line of a cell at which another thread threw, where the trace has it.</summary>
    public int? LineIn(int cell) => Trace.Select(text => Place().Match(text))
        .Where(place => place.Success && Number(place, 1) == cell)
        .Select(place => (int?)(Number(place, 2) + Number(place, 3))).FirstOrDefault();

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bcell (\d{1,6})@(\d{1,6}):line (\d{1,6})")]
    private static partial Regex Place();

    private static string Signal(int exitCode) => exitCode switch
    {
        Abort => " (abort)",
        137 => " (killed; was there enough memory?)",
        139 => " (segmentation fault in native code)",
        143 => " (terminated)",
        _ => "",
    };
}
