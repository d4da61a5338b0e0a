using System.Runtime.InteropServices;
using NotebookPages.Rendering;
using NotebookRunner.Worker;

namespace NotebookRunner;

/// <summary>The runner's own small command line: <c>run</c>, <c>render</c>, and <c>worker</c> for itself.</summary>
internal static class CommandLine
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Interrupted = 130;

    private const string Help = """
        Runs notebooks in C# and renders them as one page.

          NotebookRunner run FILE… [--in-place | --output DIR] [--cell-time-limit SECONDS]
              Runs each notebook to its first error. Its outputs are saved in the file itself
              or, with --output, in a copy under DIR; without either nothing is saved.
          NotebookRunner render FILE… --output PAGE.html [--title TEXT] [--trust]
              Writes the notebooks, with the outputs they hold, as one page that needs no network.
              Nothing in them may run scripts there, unless --trust says that the files are your own.

        Exit code: 0 when all went well, 1 when a notebook failed, 2 for a mistake in the call.
        """;

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        // The worker must not die of the Ctrl-C that the terminal sends to the whole group: the run ends it in order.
        if (args is ["worker", var pipe])
        {
            using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
            return await WorkerProgram.RunAsync(pipe).ConfigureAwait(false);
        }

        try
        {
            return args switch
            {
                ["run", .. var words] => await RunNotebooksAsync(
                    new Arguments(words, ["--output", "--cell-time-limit"], "--in-place"), output, errors)
                    .ConfigureAwait(false),
                ["render", .. var words] => Render(new Arguments(words, ["--output", "--title"], "--trust"), output),
                ["--help" or "-h" or "help"] => Show(output, Help, Ok),
                [] => Show(errors, Help, Usage),
                _ => Show(errors, $"Unknown verb '{args[0]}': expected run or render.", Usage),
            };
        }
        catch (UsageException e)
        {
            return Show(errors, e.Message, Usage);
        }
        catch (Exception e) when (IsOfAFile(e))
        {
            return Show(errors, e.Message, Failed);
        }
        catch (OperationCanceledException)
        {
            return Show(errors, "Interrupted.", Interrupted);
        }
    }

    private static async Task<int> RunNotebooksAsync(Arguments arguments, TextWriter writer, TextWriter errors)
    {
        var files = arguments.Files;
        var (output, inPlace) = (arguments["--output"], arguments["--in-place"] is not null);
        if (output is not null && inPlace) throw new UsageException("Expected --in-place or --output, found both.");
        var options = new NotebookRunOptions { Save = output is not null || inPlace };
        if (arguments["--cell-time-limit"] is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || seconds is not (> 0 and < 1e6))
                throw new UsageException($"--cell-time-limit: expected a number of seconds above 0, found '{text}'.");
            options = options with { CellTimeLimit = TimeSpan.FromSeconds(seconds) };
        }

        var same = files.GroupBy(file => Path.GetFileName(file)).FirstOrDefault(group => group.Count() > 1);
        if (output is not null && same is not null)
            throw new UsageException($"--output: expected one notebook of a name, found {string.Join(", ", same)}.");

        using var stop = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var allRan = true;
        await using var executor = new NotebookExecutor();
        for (var i = 0; i < files.Count; i++)
        {
            if (output is not null)
                options = options with { SaveTo = Path.Combine(output, Path.GetFileName(files[i])) };
            var run = executor.RunAsync(files[i], options, new ConsoleProgress(writer, errors), stop.Token);
            if (i + 1 < files.Count) executor.Prepare(options);
            try
            {
                allRan &= (await run.ConfigureAwait(false)).Succeeded;
            }
            catch (Exception e) when (IsOfAFile(e))
            {
                allRan = Show(errors, e.Message, Failed) == Ok;
            }
        }

        return allRan ? Ok : Failed;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static bool IsOfAFile(Exception e) => e is NotebookFormatException or IOException
        or UnauthorizedAccessException or InvalidOperationException;

    private static int Render(Arguments arguments, TextWriter writer)
    {
        var page = arguments["--output"] ?? throw new UsageException("render: expected --output PAGE.html.");
        var notebooks = arguments.Files.Select(Notebook.Load).ToList();
        Book.Save(page, notebooks, new BookOptions
        {
            Title = arguments["--title"] ?? notebooks[0].Title,
            Trust = arguments["--trust"] is null ? BookTrust.Nothing : BookTrust.Everything,
        });
        writer.WriteLine(page);
        return Ok;
    }

    private static int Show(TextWriter writer, string text, int exitCode)
    {
        writer.WriteLine(text);
        return exitCode;
    }
}
