namespace LeNetLab.Benchmarks.Compare;

/// <summary>One way to train LeNet-5, or the time that none can be below.</summary>
internal interface IContender
{
    /// <summary>What it is, in a few words.</summary>
    string Description { get; }

    /// <summary>How many threads its tensors are computed by.</summary>
    int Threads { get; }

    /// <summary>
    /// Trains a new network on that many digits, chosen at random, each once. The time is that of the steps alone: the
    /// network, the optimiser and the data are there before.
    /// </summary>
    /// <exception cref="ContenderException">It is unavailable, or broke down.</exception>
    Epoch Run(int count, CancellationToken cancellationToken);
}

/// <summary>What an epoch took, and its mean cross-entropy, which tells whether all have done the same work.</summary>
internal readonly record struct Epoch(double Seconds, double Loss);

/// <summary>A contender is out; the message says why in one line.</summary>
internal sealed class ContenderException(string message, Exception? inner = null) : Exception(message, inner);
