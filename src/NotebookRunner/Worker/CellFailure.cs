namespace NotebookRunner.Worker;

/// <summary>A cell has failed in a way that its reader should see; carries what there is to tell.</summary>
internal sealed class CellFailure(WorkerError error) : Exception(error.Message)
{
    public WorkerError Error { get; } = error;
}
