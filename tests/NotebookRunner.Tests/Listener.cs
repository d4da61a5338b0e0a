using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>Calls back for each event, on the thread that reports it.</summary>
internal sealed class Listener(Action<NotebookEvent> onEvent) : IProgress<NotebookEvent>
{
    public void Report(NotebookEvent value) => onEvent(value);
}
