namespace LeNetLab.Training;

/// <summary>
/// Augmentation: changes each image a little in every epoch, so that a network never sees the same one twice.
/// </summary>
public interface IAugmentation
{
    /// <summary>
    /// Gets what it does, in culture-invariant words for a checkpoint. Equal words must mean equal images for equal
    /// seeds.
    /// </summary>
    string Description { get; }

    /// <summary>Writes the changed image. Several threads call it at once.</summary>
    /// <param name="image">The image, height × width bytes, row by row; 0 is background.</param>
    /// <param name="target">Receives height × width bytes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="seed">Differs for each image and each epoch.</param>
    void Apply(ReadOnlySpan<byte> image, Span<byte> target, int height, int width, ulong seed);
}
