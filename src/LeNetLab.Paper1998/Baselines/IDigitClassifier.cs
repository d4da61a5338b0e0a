namespace LeNetLab.Paper1998.Baselines;

/// <summary>Whatever reads digits once it has been trained: a row of the paper's Fig. 9 (LeCun et al. 1998).</summary>
public interface IDigitClassifier
{
    /// <summary>What it is, in one line, as "linear, 784 inputs".</summary>
    string Description { get; }

    /// <summary>Numbers that must be kept to read with it: the "memory" of the paper's Fig. 12.</summary>
    long Parameters { get; }

    /// <summary>Multiplications with an addition that reading one image takes: the paper's Fig. 11.</summary>
    long MultiplyAdds { get; }

    /// <summary>Classifies every image. The highest score wins; the scores themselves settle ties.</summary>
    /// <param name="images">Images of the size that it was trained on.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    Predictions Read(ImageSet images, CancellationToken cancellationToken = default);
}
