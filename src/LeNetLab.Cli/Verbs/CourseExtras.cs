namespace LeNetLab.Cli.Verbs;

/// <summary>
/// Tries the notebooks in notebooks/extras, which may need packages that the course does without. One that cannot run
/// is told of in a line and fails nothing.
/// </summary>
internal static class CourseExtras
{
    /// <returns>Those that ran, with their outputs.</returns>
    public static async Task<IReadOnlyList<Notebook>> RunAsync(NotebookExecutor executor, IReadOnlyList<string> paths,
        string output, NotebookRunOptions options, Screen screen, CancellationToken cancellationToken)
    {
        var ran = new List<Notebook>();
        foreach (var path in paths)
        {
            var name = $"extras/{Path.GetFileName(path)}";
            try
            {
                var result = await executor.RunAsync(
                    path, options with { SaveTo = Path.Combine(output, "extras", Path.GetFileName(path)) }, null,
                    cancellationToken).ConfigureAwait(false);
                if (result.Succeeded) ran.Add(result.Notebook);
                screen.Say($"{name}: {Outcome(result)}");
            }
            catch (Exception e) when (e is NotebookFormatException or IOException or InvalidOperationException)
            {
                screen.Say($"{name}: skipped, {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        return ran;
    }

    private static string Outcome(NotebookRunResult result) => result.Error switch
    {
        null => $"done, {result.Duration.TotalSeconds:0.0} s",
        { Kind: NotebookErrorKind.PackageNotAvailable } error =>
            $"skipped: package unavailable ({error.Message.ReplaceLineEndings(" ")})",
        var error => $"skipped, {error.ToString().ReplaceLineEndings(" ")}",
    };
}
