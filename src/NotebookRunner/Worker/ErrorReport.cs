using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>Makes of an exception or a compiler's findings what a reader of the notebook needs: cell, line, words; no paths.</summary>
internal static partial class ErrorReport
{
    private const int MostFrames = 20;

    /// <summary>The compiler's errors. The line is that of the first.</summary>
    public static WorkerError OfDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.SourceSpan.Start).ToList();
        var first = errors[0];
        return new WorkerError(
            NotebookErrorKind.Compilation, "CompilationError",
            $"{first.Id}: {Words(first)}", LineOf(first),
            [.. errors.Select(e => string.Create(CultureInfo.InvariantCulture, $"line {LineOf(e)}: error {e.Id}: {Words(e)}"))]);

        static int LineOf(Diagnostic d) => d.Location.GetLineSpan().StartLinePosition.Line + 1;
        static string Words(Diagnostic d) => d.GetMessage(CultureInfo.InvariantCulture);
    }

    /// <summary>An exception that a cell threw.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="sourceName">What the failing code is called, as "cell 3".</param>
    /// <param name="folder">The notebook's folder; the runtime puts it before the names.</param>
    public static WorkerError OfException(Exception exception, string sourceName, string folder)
    {
        while (exception is TargetInvocationException { InnerException: { } cause }) exception = cause;

        int? line = null;
        var trace = new List<string>();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            trace.Add($"{(e == exception ? "" : "caused by ")}{e.GetType().FullName}: {e.Message}");
            foreach (var frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
            {
                if (line is null && NameOf(frame, folder) == sourceName) line = frame.GetFileLineNumber();
                if (Describe(frame, folder) is { } text && trace.Count < MostFrames) trace.Add($"   at {text}");
            }
        }

        var cause2 = exception.GetBaseException();
        var message = cause2 == exception ? exception.Message : $"{exception.Message} ({cause2.GetType().Name}: {cause2.Message})";
        return new WorkerError(NotebookErrorKind.Exception, exception.GetType().Name, message, line, trace);
    }

    private static string? Describe(StackFrame frame, string folder)
    {
        var method = frame.GetMethod();
        var type = method?.DeclaringType?.FullName ?? "";
        if (IsPlumbing(type)) return null;

        var place = NameOf(frame, folder) is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{file}, line {frame.GetFileLineNumber()}")
            : null;
        // The bodies of cells, lambdas and async methods are classes and methods that the compiler made up.
        var full = Submission().Replace($"{type}.{method?.Name}", "").Replace('+', '.');
        if (full.Contains("<Initialize>", StringComparison.Ordinal) || full.Contains("<Factory>", StringComparison.Ordinal)) return place;
        if (MadeUp().Match(full) is { Success: true } made) full = made.Groups[1].Value + made.Groups[2].Value;
        full = full.TrimStart('.');
        return place is null ? full : $"{full} in {place}";
    }

    /// <summary>The name of notebook code, as "cell 3" or "../setup.csx"; null for code of a library, whose paths are nobody's business.</summary>
    private static string? NameOf(StackFrame frame, string folder)
    {
        if (frame.GetFileName() is not { Length: > 0 } file || frame.GetMethod() is not { } method) return null;
        var isScript = method.Module.Assembly.GetName().Name?.StartsWith('ℛ') ?? true;
        return isScript ? Path.GetRelativePath(folder, file).Replace('\\', '/') : null;
    }

    private static bool IsPlumbing(string type) =>
        type.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.ExceptionServices.", StringComparison.Ordinal)
        || type.StartsWith("NotebookRunner.Worker.", StringComparison.Ordinal);

    /// <summary>"Type.&lt;Method&gt;d__3.MoveNext" and the like: the type, then the method.</summary>
    [GeneratedRegex(@"^(.*?\.?)(?:<>\w+\.)?<(?:<\w+>\w+\|)?(\w+)>.*$")]
    private static partial Regex MadeUp();

    [GeneratedRegex(@"^Submission#\d+[+.]?")]
    private static partial Regex Submission();
}
