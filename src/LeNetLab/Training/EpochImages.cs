namespace LeNetLab.Training;

/// <summary>The images of a training as each epoch sees them: as they are, or augmented afresh.</summary>
/// <param name="set">The images.</param>
/// <param name="options">Their augmentation, and the seed.</param>
internal sealed class EpochImages(ImageSet set, TrainingOptions options)
{
    /// <summary>The bytes of an image, which is the same one for the same seed, epoch and index.</summary>
    /// <param name="index">Its number in the set.</param>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="room">Room for an image, which a changed image is written to.</param>
    public ReadOnlySpan<byte> Read(int index, int epoch, byte[] room)
    {
        var image = set.Image(index);
        if (options.Augmentation is not { } augmentation) return image;
        var seed = SeededRandom.SeedFor((ulong)options.Seed, epoch, index);
        var plane = set.Height * set.Width;
        for (var at = 0; at < image.Length; at += plane)
            augmentation.Apply(image.Slice(at, plane), room.AsSpan(at, plane), set.Height, set.Width, seed);
        return room;
    }
}
