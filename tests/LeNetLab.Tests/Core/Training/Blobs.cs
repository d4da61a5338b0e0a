using LeNetLab.Data;

namespace LeNetLab.Tests.Core.Training;

/// <summary>Images that a network can learn in a second: a blob at one of ten places on a circle, with noise.</summary>
internal static class Blobs
{
    public static ImageSet Make(int count, int seed)
    {
        var random = new System.Random(seed);
        byte[] pixels = new byte[count * 784], labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(10);
            double x = 13.5 + 8 * Math.Cos(labels[i] * Math.Tau / 10),
                y = 13.5 + 8 * Math.Sin(labels[i] * Math.Tau / 10);
            for (var p = 0; p < 784; p++)
            {
                double dx = p % 28 - x, dy = p / 28 - y;
                pixels[i * 784 + p] = (byte)(215 * Math.Exp(-(dx * dx + dy * dy) / 12) + random.Next(40));
            }
        }

        return new ImageSet(pixels, labels, name: "blobs");
    }
}
