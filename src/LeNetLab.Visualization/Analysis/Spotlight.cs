namespace LeNetLab.Visualization.Analysis;

/// <summary>Shows a patch on the digit that it was cut from.</summary>
public static class Spotlight
{
    private const int Margin = 2;      // of background, around what the network reads

    /// <summary>The whole image, height×width bytes, with the ink outside the patch made fainter.</summary>
    /// <param name="images">The set that the patch was found in.</param>
    /// <param name="patch">The patch, as <see cref="StrongestPatches.Find"/> gives it.</param>
    /// <param name="field">What a unit of its layer sees.</param>
    /// <param name="rest">The share of its ink that the rest keeps, 0…1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not within 0…1.</exception>
    public static byte[] On(ImageSet images, Patch patch, (int Size, int Stride) field, double rest = 0.25)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(patch);
        if (!(rest >= 0 && rest <= 1))
            throw new ArgumentOutOfRangeException(nameof(rest), rest, "A share is within 0…1.");
        var (top, left) = (patch.Row * field.Stride - Margin, patch.Column * field.Stride - Margin);
        var pixels = images.Image(patch.Image).ToArray();
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / images.Width - top, i % images.Width - left);
            if (row < 0 || row >= field.Size || column < 0 || column >= field.Size)
                pixels[i] = (byte)Math.Round(pixels[i] * rest);
        }

        return pixels;
    }
}
