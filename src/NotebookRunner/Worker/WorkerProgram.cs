using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace NotebookRunner.Worker;

/// <summary>
/// The child process that runs one notebook: it does what it is told over the pipe, and dies when the pipe does.
/// </summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(string pipeName)
    {
        // A notebook must read the same wherever it was run.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        // Whatever ends this process, orderly or by a signal, ends what the cells have started.
        ProcessTree.Adopt();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => ProcessTree.KillBelow();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => ProcessTree.KillBelow());
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => ProcessTree.KillBelow());

        using var channel = WorkerChannel.Connect(pipeName);
        using var console = new ConsoleCapture(channel);
        var output = new CellOutput(channel, console);
        using var messages = new BlockingCollection<Message>();
        StartListening(channel, messages);

        using var session = new NotebookSession(output);
        channel.Send(new Message(MessageKind.Ready));
        foreach (var message in messages.GetConsumingEnumerable())
        {
            switch (message.Kind)
            {
                case MessageKind.WarmUp:
                    await session.WarmUpAsync().ConfigureAwait(false);
                    break;
                case MessageKind.Open:
                    session.Open(message.Text!);
                    break;
                case MessageKind.RunCell:
                    console.Begin();
                    var error = await session.RunCellAsync(
                        message.Cell, message.Text ?? "", message.Name ?? CellLanguage.CSharp).ConfigureAwait(false);
                    output.Send(new Message(MessageKind.CellDone) { Cell = message.Cell, Error = error });
                    break;
            }
        }

        return 0;
    }

    private static void StartListening(WorkerChannel channel, BlockingCollection<Message> messages)
    {
        var listener = new Thread(() =>
        {
            while (channel.Receive() is { } message) messages.Add(message);
            // Whoever asked has gone. A cell may be in an endless loop, so nothing gentler will do.
            ProcessTree.KillBelow();
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "Notebook pipe" };
        listener.Start();
    }
}
