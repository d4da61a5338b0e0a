using LeNetLab.Data;

namespace LeNetLab.Training;

/// <summary>The images of a training as each epoch sees them: as they are, or distorted afresh.</summary>
/// <param name="set">The images.</param>
/// <param name="options">Their distortion, and the seed.</param>
internal sealed class EpochImages(ImageSet set, TrainingOptions options)
{
    /// <summary>The bytes of an image, which is the same one for the same seed, epoch and index.</summary>
    /// <param name="index">Its number in the set.</param>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="room">Height × width bytes, which a distorted image is written to.</param>
    public ReadOnlySpan<byte> Read(int index, int epoch, byte[] room)
    {
        var image = set.Image(index);
        if (options.Distortions.IsNone) return image;
        Distortion.Apply(
            image, room, set.Height, set.Width, options.Distortions, Distortion.SeedFor((ulong)options.Seed, epoch, index));
        return room;
    }
}
