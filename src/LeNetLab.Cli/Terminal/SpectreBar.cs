using Spectre.Console;
using Spectre.Console.Rendering;

namespace LeNetLab.Cli.Terminal;

/// <summary>A bar drawn by Spectre.Console, the only user of that library, which loads only for a bar.</summary>
internal sealed class SpectreBar : IBar
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _task;

    private SpectreBar(IAnsiConsole console, ProgressTask task) => (_console, _task) = (console, task);

    public static async Task<T> RunAsync<T>(string title, bool onError, Func<IBar, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(onError ? Console.Error : Console.Out),
            // The screen has found a terminal; without this a redirected stdout would count against stderr.
            Interactive = InteractionSupport.Yes,
        });
        if (!console.Profile.Capabilities.Ansi) return await work(NoBar.Instance).ConfigureAwait(false);
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new RemainingTime())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                task.IsIndeterminate = true;
                return await work(new SpectreBar(console, task)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    public void Set(double share, string? text = null)
    {
        _task.IsIndeterminate = false;
        // A bar that is full is finished, and the next epoch would not move it again.
        _task.Value = Math.Min(share, 0.999);
        if (text is not null) _task.Description = Markup.Escape(text);
    }

    public void Say(string line) => _console.WriteLine(line);

    /// <summary>The time that is left, from the whole of what is done: the first steps are no measure.</summary>
    private sealed class RemainingTime : ProgressColumn
    {
        private const double Enough = 0.1;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Value < Enough || task.ElapsedTime is not { } elapsed ? ""
                : (elapsed * (1 - task.Value) / task.Value).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture));
    }
}
