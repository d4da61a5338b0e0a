using static System.FormattableString;

namespace LeNetLab.Data;

/// <summary>Makes image sets of IDX arrays, once they have shown that they belong together.</summary>
internal static class DataSetReader
{
    /// <summary>One half of a data set.</summary>
    /// <param name="set">The entry in the catalogue.</param>
    /// <param name="part">"training" or "test".</param>
    /// <param name="images">The images and the name of their file.</param>
    /// <param name="labels">The labels and the name of their file.</param>
    /// <exception cref="DataSetException">They are not images and labels of this set.</exception>
    public static ImageSet Combine(
        DataSet set, string part, (IdxArray Array, string File) images, (IdxArray Array, string File) labels)
    {
        if (images.Array.ElementType != IdxElementType.UInt8 || images.Array.Rank != 3
            || images.Array.Dimensions[1] != set.Height || images.Array.Dimensions[2] != set.Width)
            throw new DataSetException($"{images.File}: expected images, UInt8 N × {set.Height} × {set.Width}, found {images.Array}.");
        if (labels.Array.ElementType != IdxElementType.UInt8 || labels.Array.Rank != 1)
            throw new DataSetException($"{labels.File}: expected labels, UInt8 N, found {labels.Array}.");
        var (count, labelCount) = (images.Array.Dimensions[0], labels.Array.Dimensions[0]);
        if (count == 0)
            throw new DataSetException($"{images.File}: expected at least one image, found none.");
        if (count != labelCount)
            throw new DataSetException(Invariant($"{labels.File}: expected {count:N0} labels, one for each image, found {labelCount:N0}."));

        var (first, last) = (set.FirstLabel, set.FirstLabel + set.Classes - 1);
        var values = labels.Array.AsSpan<byte>();
        if (values.IndexOfAnyExceptInRange((byte)first, (byte)last) is var at && at >= 0)
            throw new DataSetException(Invariant($"{labels.File}: expected labels {first} to {last}, found {values[at]} at index {at:N0}."));
        if (first > 0)
        {
            foreach (ref var label in values)
                label -= (byte)first;
        }
        var pixels = set.Transposed ? Transpose(images.Array.Bytes, set.Height, set.Width) : images.Array.Bytes;
        return new ImageSet(pixels, labels.Array.Bytes, set.Height, set.Width, $"{set.Name} {part}", set.Classes);
    }

    private static byte[] Transpose(byte[] pixels, int height, int width)
    {
        var turned = new byte[pixels.Length];
        for (var image = 0; image < pixels.Length; image += height * width)
        {
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                    turned[image + row * width + column] = pixels[image + column * height + row];
            }
        }
        return turned;
    }
}
