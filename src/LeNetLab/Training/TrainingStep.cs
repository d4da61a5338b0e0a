namespace LeNetLab.Training;

/// <summary>
/// One step of gradient descent, and what is kept from one to the next: the seam between the loop, which is the same
/// for every network, and a backend's arithmetic.
/// </summary>
public abstract class TrainingStep : IDisposable
{
    /// <summary>Learns from one batch.</summary>
    /// <param name="batch">Indices of its images in the training set.</param>
    /// <param name="epoch">Epochs done, which augmentation depends on.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="number">Number of this step, from 1.</param>
    /// <returns>The mean loss before the step, and how many of the batch were read right.</returns>
    public abstract (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number);

    /// <inheritdoc/>
    public abstract void Dispose();
}
