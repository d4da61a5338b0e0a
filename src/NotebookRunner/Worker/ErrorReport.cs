using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace NotebookRunner.Worker;

/// <summary>
/// Makes of an exception or a compiler's findings what a reader of the notebook needs: cell, line, words; no paths.
/// </summary>
internal static partial class ErrorReport
{
    private const int MostFrames = 20;
    private const int LongestText = 4_000;
    private const string UnknownDirective = "DNI101";

    /// <summary>What the kernel says of a command that failed.</summary>
    /// <param name="failure">The kernel's word.</param>
    /// <param name="thrown">What the code threw, where it is known; the kernel may have stumbled over it.</param>
    /// <param name="source">The code that failed.</param>
    /// <param name="folder">The notebook's folder; the runtime puts it before the names.</param>
    public static WorkerError Of(CommandFailed failure, Exception? thrown, SourceText source, string folder)
    {
        var exception = thrown ?? failure.Exception;
        while (exception is TargetInvocationException { InnerException: { } cause }) exception = cause;
        return exception switch
        {
            CellFailure known => known.Error,
            { InnerException: CompilationErrorException compilation } => OfDiagnostics(compilation.Diagnostics),
            null => OfMessage(failure.Message, source),
            _ => OfException(exception, source.Name, folder),
        };
    }

    /// <summary>A text, or the beginning of a long one, with a note.</summary>
    public static string Cut(string text) => text.Length <= LongestText ? text
        : string.Create(CultureInfo.InvariantCulture,
            $"{text.AsSpan(0, LongestText)} … {text.Length - LongestText:N0} characters left out");

    /// <summary>
    /// An error that the kernel has in words alone: a directive that it does not know or cannot obey.
    /// </summary>
    public static WorkerError OfMessage(string message, SourceText source)
    {
        if (Restore().Match(message) is { Success: true } restore)
            return new WorkerError(NotebookErrorKind.PackageNotAvailable, "PackageNotAvailable",
                restore.Groups[1].Value, source.LineOf("nuget:"), []);
        if (Directive().Match(message) is not { Success: true } directive)
            return new WorkerError(
                NotebookErrorKind.Exception, "KernelError", Cut(message).ReplaceLineEndings(" ").Trim(), null, []);
        var (line, code, words) = (
            int.Parse(directive.Groups[1].Value, CultureInfo.InvariantCulture), directive.Groups[2].Value,
            directive.Groups[3].Value.Trim());
        return new WorkerError(
            code == UnknownDirective ? NotebookErrorKind.UnknownMagic : NotebookErrorKind.Compilation,
            "DirectiveError", $"{code}: {words}", line, []);
    }

    /// <summary>The compiler's errors. The line is that of the first.</summary>
    private static WorkerError OfDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.SourceSpan.Start).ToList();
        var first = errors[0];
        return new WorkerError(
            NotebookErrorKind.Compilation, "CompilationError",
            $"{first.Id}: {Words(first)}", LineOf(first),
            [.. errors.Take(MostFrames).Select(e =>
                string.Create(CultureInfo.InvariantCulture, $"line {LineOf(e)}: error {e.Id}: {Words(e)}"))]);

        static int LineOf(Diagnostic d) =>
            d.Location.GetLineSpan() is var span
                ? span.StartLinePosition.Line + 1 + SourceText.Read(span.Path).LinesBefore : 0;
        static string Words(Diagnostic d) => Cut(d.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>An exception that a cell threw.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="sourceName">What the failing code is called, as "cell 3".</param>
    /// <param name="folder">The notebook's folder; the runtime puts it before the names.</param>
    private static WorkerError OfException(Exception exception, string sourceName, string folder)
    {
        int? line = null;
        var trace = new List<string>();
        var cause = exception;
        for (var e = exception; e is not null && trace.Count < MostFrames; e = e.InnerException)
        {
            cause = e;
            trace.Add($"{(e == exception ? "" : "caused by ")}{e.GetType().FullName}: {Words(e)}");
            foreach (var frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
            {
                if (line is null && PlaceOf(frame, folder) is { } at && at.Name == sourceName) line = at.Line;
                if (Describe(frame, folder) is { } text && trace.Count < MostFrames) trace.Add($"   at {text}");
            }
        }

        var message = Words(exception);
        if (cause != exception) message = $"{message} ({cause.GetType().Name}: {Words(cause)})";
        return new WorkerError(NotebookErrorKind.Exception, exception.GetType().Name, message, line, trace);
    }

    /// <summary>What an exception says. It is a program of its own: it may say nothing, much, or fail.</summary>
    private static string Words(Exception exception)
    {
        try
        {
            return Cut(exception.Message ?? "(no message)");
        }
        catch (Exception e)
        {
            return $"(asked for its message, it threw {e.GetType().Name})";
        }
    }

    private static string? Describe(StackFrame frame, string folder)
    {
        var method = frame.GetMethod();
        var type = method?.DeclaringType?.FullName ?? "";
        if (IsPlumbing(type)) return null;

        var place = PlaceOf(frame, folder) is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{at.Name}, line {at.Line}") : null;
        // The bodies of cells, lambdas and async methods are classes and methods that the compiler made up.
        var full = Submission().Replace($"{type}.{method?.Name}", "").Replace('+', '.');
        if (full.Contains("<Initialize>", StringComparison.Ordinal)
            || full.Contains("<Factory>", StringComparison.Ordinal)) return place;
        if (MadeUp().Match(full) is { Success: true } made) full = made.Groups[1].Value + made.Groups[2].Value;
        full = full.TrimStart('.');
        return place is null ? full : $"{full} in {place}";
    }

    /// <summary>
    /// Where notebook code stands, as "cell 3" or "../setup.csx" and a line; null for library code, whose paths stay
    /// private.
    /// </summary>
    private static (string Name, int Line)? PlaceOf(StackFrame frame, string folder)
    {
        if (frame.GetFileName() is not { Length: > 0 } file || frame.GetMethod() is not { } method) return null;
        if (method.Module.Assembly.GetName().Name?.StartsWith('ℛ') == false) return null;
        var (name, before) = SourceText.Read(Path.GetRelativePath(folder, file).Replace('\\', '/'));
        return (name, frame.GetFileLineNumber() + before);
    }

    private static bool IsPlumbing(string type) =>
        type.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.ExceptionServices.", StringComparison.Ordinal)
        || type.StartsWith("Microsoft.DotNet.Interactive.", StringComparison.Ordinal)
        || type.StartsWith("NotebookRunner.Worker.", StringComparison.Ordinal);

    /// <summary>"Type.&lt;Method&gt;d__3.MoveNext" and the like: the type, then the method.</summary>
    [GeneratedRegex(@"^(.*?\.?)(?:<>\w+\.)?<(?:<\w+>\w+\|)?(\w+)>.*$")]
    private static partial Regex MadeUp();

    [GeneratedRegex(@"^Submission#\d+[+.]?")]
    private static partial Regex Submission();

    /// <summary>"(1,1): error DNI101: Unknown magic command": line, code, words.</summary>
    [GeneratedRegex(@"\((\d+),\d+\): error (\w+): ([^\r\n]*)")]
    private static partial Regex Directive();

    /// <summary>The first error of a restore, without the project file that it names before and behind.</summary>
    [GeneratedRegex(@"error (NU\d+: .*?)(?: in source\(s\)[^\r\n]*| \[[^\]]*\])?\s*(?:\r?\n|$)")]
    private static partial Regex Restore();
}
