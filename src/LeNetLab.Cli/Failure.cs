namespace LeNetLab.Cli;

/// <summary>The call or a file that it names is wrong. The message is one line for the user.</summary>
internal sealed class UserMistakeException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Something failed that the user did not do. The message is one line for the user.</summary>
internal sealed class FailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Turns an exception into one line on stderr and an exit code.</summary>
internal static class Failure
{
    public const string TraceVariable = "LENETLAB_TRACE";

    public static int Report(Exception exception, bool verbose)
    {
        var (code, line) = Describe(exception);
        var trace = verbose || Environment.GetEnvironmentVariable(TraceVariable) is "1" or "true";
        try
        {
            Console.Error.WriteLine(Screen.Wrapped($"lenet: {OneLine(line)}", Console.IsErrorRedirected));
            if (trace) Console.Error.WriteLine(exception);
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code still says it.
        }

        return code;
    }

    private static (int Code, string Line) Describe(Exception exception) => exception switch
    {
        OperationCanceledException => (ExitCode.Cancelled, "stopped."),
        UserMistakeException or InvalidDataException or DataSetException or IdxFormatException
            or SafeTensorsFormatException
            or NotebookFormatException => (ExitCode.UserMistake, exception.Message),
        FileNotFoundException { FileName: { } file } =>
            (ExitCode.UserMistake, $"{file}: expected a file, found nothing of that name."),
        FailedException or NativeTorchException or TrainingDivergedException or DownloadException or DataCacheException
            or IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
        _ => (ExitCode.Failed,
            $"unexpected {exception.GetType().Name}: {exception.Message} ({TraceVariable}=1 shows where it happened.)"),
    };

    /// <summary>A message without line ends, and without what a terminal takes for a command.</summary>
    public static string OneLine(string text) => new([.. string.Join(' ', text.ReplaceLineEndings("\n")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Select(c => char.IsControl(c) ? '?' : c)]);
}
