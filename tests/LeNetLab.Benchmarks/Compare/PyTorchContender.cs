namespace LeNetLab.Benchmarks.Compare;

/// <summary>One of PyTorch's ways; its process works only while it is asked to.</summary>
internal sealed class PyTorchContender(PyTorchProcess python, string way, string description) : IContender
{
    public string Description => description;

    public int Threads => python.Threads;

    public Epoch Run(int count, CancellationToken cancellationToken) => python.Run(way, count, cancellationToken);
}
