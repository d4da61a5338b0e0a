using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NotebookRunner.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>The child process that runs one notebook: it does what it is told over the pipe, and dies when the pipe does.</summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(string pipeName)
    {
        // A notebook must read the same wherever it was run.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        using var channel = WorkerChannel.Connect(pipeName);
        using var console = new ConsoleCapture(channel);
        CellOutput.Connect(channel, console);
        using var messages = new BlockingCollection<Message>();
        StartListening(channel, messages);

        var script = new ScriptSession();
        await script.StartAsync().ConfigureAwait(false);
        channel.Send(new Message(MessageKind.Ready));

        NotebookSession? session = null;
        foreach (var message in messages.GetConsumingEnumerable())
        {
            switch (message.Kind)
            {
                case MessageKind.WarmUp:
                    await ScriptSession.WarmUpAsync().ConfigureAwait(false);
                    break;
                case MessageKind.Open:
                    Environment.CurrentDirectory = message.Text!;
                    session = new NotebookSession(message.Text!, script);
                    break;
                case MessageKind.RunCell:
                    CellOutput.Send(await RunCellAsync(session!, message).ConfigureAwait(false));
                    break;
            }
        }

        return 0;
    }

    private static async Task<Message> RunCellAsync(NotebookSession session, Message cell)
    {
        try
        {
            await session.RunCellAsync(cell.Cell, cell.Text ?? "", cell.Name ?? CellLanguage.CSharp).ConfigureAwait(false);
            return new Message(MessageKind.CellDone) { Cell = cell.Cell };
        }
        catch (CellFailure failure)
        {
            return new Message(MessageKind.CellDone) { Cell = cell.Cell, Error = failure.Error };
        }
    }

    private static void StartListening(WorkerChannel channel, BlockingCollection<Message> messages)
    {
        var listener = new Thread(() =>
        {
            while (channel.Receive() is { } message) messages.Add(message);
            // Whoever asked has gone. A cell may be in an endless loop, so nothing gentler will do.
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "Notebook pipe" };
        listener.Start();
    }
}
