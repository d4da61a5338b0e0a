using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>A cell has failed in a way that its reader should see; carries what there is to tell.</summary>
internal sealed class CellFailure(WorkerError error) : Exception(error.Message)
{
    public WorkerError Error { get; } = error;

    public static CellFailure At(int? line, NotebookErrorKind kind, string name, string message) =>
        new(new WorkerError(kind, name, message, line, []));
}
