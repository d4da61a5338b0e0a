using LeNetLab.Data;

namespace LeNetLab.Tests.Paper1998.Baselines;

/// <summary>Small noisy images around a pattern for each class: classes overlap but differ.</summary>
internal static class RandomImages
{
    public static ImageSet Make(int count, int seed, int classes = 4, int side = 4, int noise = 120)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[count * side * side], labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(classes);
            for (var p = 0; p < side * side; p++)
                pixels[i * side * side + p] = (byte)((p * (labels[i] + 3) % 7) * 20 + random.Next(noise));
        }

        return new ImageSet(pixels, labels, side, side, "noise", classes);
    }

    /// <summary>The pixels of one image as numbers 0…1, and a 1 at the end.</summary>
    public static double[] WithOne(ImageSet images, int index) =>
        [.. images.Image(index).ToArray().Select(v => v / 255.0), 1];
}
