namespace LeNetLab.Cli.Verbs;

/// <summary>Runs the notebooks and makes the page. One that fails is named there, and the others run.</summary>
internal sealed class CourseCommand
{
    // On two cores, with the start of each notebook's process in it: 266 cells took 163 s.
    private const double SecondsACell = 0.6;

    private readonly List<string> _failures = [];

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

        var cells = paths.Select(CellsIn).ToList();
        screen.Say($"{paths.Count} notebooks with {cells.Sum()} cells: " +
            $"about {Math.Ceiling(cells.Sum() * SecondsACell / 60):0} min on two cores.");

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
        try
        {
            await screen.WithBarAsync("Starting", async bar =>
            {
                await using var executor = new NotebookExecutor();
                for (var i = 0; i < paths.Count; i++)
                {
                    // The next notebook's process starts up while this one works.
                    if (i + 1 < paths.Count + extras.Count) executor.Prepare(run);
                    var progress = new CourseProgress(screen, bar, cells.Take(i).Sum(), cells.Sum(), Verbose);
                    var result = RunOneAsync(executor, paths[i], output, run, progress, cancellationToken);
                    if (await result.ConfigureAwait(false) is { } notebook) ran.Add(notebook);
                }

                ran.AddRange(await CourseExtras.RunAsync(executor, extras, output, run, screen, cancellationToken)
                    .ConfigureAwait(false));
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            // What ran can be looked at, whatever came after it.
            if (ran.Count > 0) CoursePage.Write(page, ran, digits, screen, _failures);
        }

        screen.Say(page);
        return _failures.Count == 0 ? ExitCode.Fine : ExitCode.Failed;
    }

    private static int CellsIn(string path)
    {
        try
        {
            return Notebook.Load(path).Cells.Count(cell => cell.IsCode);
        }
        catch (Exception e) when (e is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            // Its turn to be told of comes.
            return 0;
        }
    }

    private async Task<Notebook?> RunOneAsync(NotebookExecutor executor, string path, string output,
        NotebookRunOptions options, CourseProgress progress, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        try
        {
            options = options with { SaveTo = Path.Combine(output, name) };
            var result = await executor.RunAsync(path, options, progress, cancellationToken).ConfigureAwait(false);
            // A failed run must not replace outputs that are good.
            if (result.Error is { } error) Fail($"{name}, {error}", error.Trace);
            else if (Save)
            {
                HostMetadata.Add(result.Notebook);
                OutputFile.Guard(path, () => result.Notebook.Save(path));
            }

            return result.Notebook;
        }
        catch (Exception e) when (e is NotebookFormatException or IOException or UnauthorizedAccessException
            or InvalidOperationException)
        {
            Fail($"{name}: {(e as NotebookFormatException)?.Problem ?? e.Message}", []);
            return null;
        }
    }

    private void Fail(string words, IReadOnlyList<string> trace)
    {
        _failures.Add(words.ReplaceLineEndings(" "));
        Console.Error.WriteLine($"lenet: {_failures[^1]}");
        foreach (var line in Verbose ? trace : []) Console.Error.WriteLine($"  {line}");
    }

    private static string FolderOf(DigitSets digits, DigitsOptions options) => digits.Origin switch
    {
        DigitsOrigin.BuiltIn => DigitsOptions.BuiltInName,
        DigitsOrigin.Folder => Path.GetFullPath(options.Folder!),
        _ => Path.GetFullPath(DataCache.FolderOf(options.DataSet, options.CacheFolder)),
    };
}
