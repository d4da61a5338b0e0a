namespace LeNetLab.Paper1998.Preprocessing;

/// <summary>
/// Cuts digits out of their field by the box of their ink. MNIST's digits lie by their centre of mass in 28×28, and
/// their ink fits in 20×20 (LeCun et al. 1998, section III-A): the paper's 20×20 images are that box.
/// </summary>
public static class InkBox
{
    /// <summary>The side of the box that MNIST's digits were fitted to.</summary>
    public const int Side = 20;

    /// <summary>
    /// Every image in a field of side×side, with the middle of its ink's box in the middle of the field. Ink that is
    /// wider or higher than the field loses what hangs over, as much on one side as on the other, to within one pixel.
    /// </summary>
    /// <param name="images">Images of any size. One without ink becomes an empty field.</param>
    /// <param name="side">Rows and columns of the field, 1 or more.</param>
    public static ImageSet Crop(ImageSet images, int side = Side)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var pixels = new byte[(long)images.Count * side * side];
        for (var i = 0; i < images.Count; i++)
            Crop(images.Image(i), images.Height, images.Width, pixels.AsSpan(i * side * side, side * side), side);
        return images.WithPixels(pixels, side, side);
    }

    private static void Crop(ReadOnlySpan<byte> image, int height, int width, Span<byte> field, int side)
    {
        int left = width, right = 0, top = height, bottom = 0;
        for (var y = 0; y < height; y++)
        {
            var row = image.Slice(y * width, width);
            var first = row.IndexOfAnyExcept((byte)0);
            if (first < 0) continue;
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0) + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }

        if (bottom == 0) return;
        // Where the field's corner lies in the image; a half pixel is rounded down, to the left and upwards.
        int fromX = left + ((right - left - side) >> 1), fromY = top + ((bottom - top - side) >> 1);
        int start = Math.Max(0, fromX), end = Math.Min(width, fromX + side);
        for (var y = Math.Max(0, fromY); y < Math.Min(height, fromY + side); y++)
            image[(y * width + start)..(y * width + end)].CopyTo(field[((y - fromY) * side + start - fromX)..]);
    }
}
