namespace LeNetLab.Training;

/// <summary>
/// One step of gradient descent, and what is kept from one to the next, the weights and the optimiser's memory: the
/// seam between the loop, which is the same for every network, and a backend's arithmetic.
/// </summary>
internal abstract class TrainingStep : IDisposable
{
    public const string MemoryPrefix = "optimizer.";

    /// <summary>Learns from one batch.</summary>
    /// <param name="batch">Indices of its images in the training set.</param>
    /// <param name="epoch">Epochs done, which augmentation depends on.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="number">Number of this step, from 1.</param>
    /// <returns>The mean loss before the step, and how many of the batch were read right.</returns>
    public abstract (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The network's outputs for the images that judge it.</summary>
    public abstract Predictions Read(ImageSet images);

    /// <summary>Whether all weights are numbers.</summary>
    public abstract bool WeightsAreFinite();

    /// <summary>Adds the weights to a file in memory.</summary>
    public abstract void PutWeights(SafeTensorsFile file);

    /// <summary>Checks that a file has every weight, in its shape.</summary>
    /// <exception cref="SafeTensorsFormatException">One is missing or unsound.</exception>
    public abstract void CheckWeights(SafeTensorsFile file, string source);

    /// <summary>Takes the weights of a file.</summary>
    /// <exception cref="SafeTensorsFormatException">One is missing or of another shape.</exception>
    public abstract void GetWeights(SafeTensorsFile file, string source);

    /// <summary>Adds what the optimiser remembers, named as in torch behind "optimizer.".</summary>
    public abstract void PutMemory(SafeTensorsFile file);

    /// <summary>Whether what a file remembers has the shapes of the weights.</summary>
    public abstract bool HasSoundMemory(SafeTensorsFile file);

    /// <summary>Takes what another one remembered after so many steps.</summary>
    public abstract void GetMemory(SafeTensorsFile file, long steps);
}
