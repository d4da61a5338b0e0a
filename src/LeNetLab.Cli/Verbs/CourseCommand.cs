namespace LeNetLab.Cli.Verbs;

/// <summary>Runs the notebooks and makes the page.</summary>
internal sealed class CourseCommand
{
    public required string? Data { get; init; }

    public required string? Output { get; init; }

    public required bool Save { get; init; }

    public required IReadOnlyCollection<string> Notebooks { get; init; }

    public required TimeSpan CellTimeLimit { get; init; }

    public required bool Verbose { get; init; }

    public async Task<int> RunAsync(Screen screen, CancellationToken cancellationToken)
    {
        var repository = Repository.Find();
        var paths = repository.Notebooks(Notebooks);
        if (!File.Exists(repository.SetupFile))
            throw new FailedException($"{repository.SetupFile}: expected the file that the build writes, found none. " +
                "Run: dotnet build src/LeNetLab.Course");
        var output = Path.GetFullPath(Output ?? Path.Combine(repository.Root, "artifacts", "course"));
        var page = Path.Combine(output, "index.html");
        OutputFile.Probe(page);

        // The digits are sought once; the notebooks are told what was found and need not wait for a network again.
        var options = DigitSource.For(Data);
        var digits = await DigitSource.LoadAsync(screen, options, cancellationToken).ConfigureAwait(false);
        var folder = FolderOf(digits, options);
        var run = new NotebookRunOptions
        {
            CellTimeLimit = CellTimeLimit,
            Environment =
                new Dictionary<string, string?>(StringComparer.Ordinal) { [DigitsOptions.FolderVariable] = folder },
            PathsToHide = folder == DigitsOptions.BuiltInName ? [output] : [output, folder],
        };

        // Whoever asks for certain notebooks gets those.
        var extras = Notebooks.Count == 0 ? repository.Extras() : [];
        var ran = new List<Notebook>();
        NotebookRunResult? failed = null;
        try
        {
            await screen.WithBarAsync("Starting", async bar =>
            {
                await using var executor = new NotebookExecutor();
                for (var i = 0; i < paths.Count && failed is null; i++)
                {
                    // The next notebook's process starts up while this one works.
                    if (i + 1 < paths.Count + extras.Count) executor.Prepare(run);
                    var result = await RunOneAsync(executor, paths[i], output, run,
                        new CourseProgress(screen, bar, i, paths.Count, Verbose), cancellationToken)
                        .ConfigureAwait(false);
                    ran.Add(result.Notebook);
                    if (!result.Succeeded) failed = result;
                }

                if (failed is null) ran.AddRange(await CourseExtras.RunAsync(executor, extras, output, run, screen,
                    cancellationToken).ConfigureAwait(false));
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            // What ran can be looked at, whatever came after it.
            if (ran.Count > 0) CoursePage.Write(page, ran, digits, screen);
        }

        if (failed is { Error: { } error })
        {
            Console.Error.WriteLine(
                $"lenet: {Path.GetFileName(failed.Path)}, {error.ToString().ReplaceLineEndings(" ")}");
            if (Verbose)
                foreach (var line in error.Trace) Console.Error.WriteLine($"  {line}");
        }

        screen.Say(page);
        return failed is null ? ExitCode.Fine : ExitCode.Failed;
    }

    private async Task<NotebookRunResult> RunOneAsync(NotebookExecutor executor, string path, string output,
        NotebookRunOptions options, CourseProgress progress, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(output, Path.GetFileName(path));
        var result = await executor
            .RunAsync(path, options with { SaveTo = copy }, progress, cancellationToken).ConfigureAwait(false);
        // A failed run must not replace outputs that are good.
        if (!Save || !result.Succeeded) return result;
        HostMetadata.Add(result.Notebook);
        OutputFile.Guard(path, () => result.Notebook.Save(path));
        return result;
    }

    private static string FolderOf(DigitSets digits, DigitsOptions options) => digits.Origin switch
    {
        DigitsOrigin.BuiltIn => DigitsOptions.BuiltInName,
        DigitsOrigin.Folder => Path.GetFullPath(options.Folder!),
        _ => Path.GetFullPath(DataCache.FolderOf(options.DataSet, options.CacheFolder)),
    };
}
