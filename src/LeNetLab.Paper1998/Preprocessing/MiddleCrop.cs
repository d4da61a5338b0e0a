namespace LeNetLab.Paper1998.Preprocessing;

/// <summary>
/// Cuts the middle out of a field. A digit of MNIST lies by its centre of mass and does so afterwards; what of its ink
/// is far from there is lost. <see cref="InkBox"/> keeps all ink and moves the digit instead.
/// </summary>
public static class MiddleCrop
{
    /// <summary>The middle side×side pixels of every image; an odd rest is cut off on the right and below.</summary>
    /// <param name="images">Images of side×side or more.</param>
    /// <param name="side">Rows and columns of the result, 1 or more.</param>
    /// <exception cref="ArgumentException">The images are smaller than that.</exception>
    public static ImageSet Apply(ImageSet images, int side = InkBox.Side)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (images.Height < side || images.Width < side)
            throw new ArgumentException($"Images of {images.Height}×{images.Width} have no middle of {side}×{side}.",
                nameof(images));
        int top = (images.Height - side) / 2, left = (images.Width - side) / 2;
        var pixels = new byte[(long)images.Count * side * side];
        for (var i = 0; i < images.Count; i++)
            for (var y = 0; y < side; y++)
                images.Image(i).Slice((top + y) * images.Width + left, side)
                    .CopyTo(pixels.AsSpan((i * side + y) * side));
        return images.WithPixels(pixels, side, side);
    }
}
