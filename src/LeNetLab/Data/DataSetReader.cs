namespace LeNetLab.Data;

/// <summary>Makes image sets of IDX arrays, once they have shown that they belong together.</summary>
internal static class DataSetReader
{
    /// <summary>
    /// Both halves of a data set. The training images take longer than all the rest: this thread reads them, and
    /// another one, where a core is free, the test half.
    /// </summary>
    /// <remarks>If both halves have a fault, the training half's is thrown, after all reading has ended.</remarks>
    public static (T Train, T Test) Both<T>(Func<T> train, Func<T> test)
    {
        var tests = Task.Run(test);
        try
        {
            var trained = train();
            return (trained, tests.GetAwaiter().GetResult());
        }
        finally
        {
            ((Task)tests).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

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
            throw new DataSetException(
                $"{images.File}: expected images, UInt8 N × {set.Height} × {set.Width}, found {images.Array}.");
        CheckLabels(set, labels.Array, labels.File);
        var (count, labelCount) = (images.Array.Dimensions[0], labels.Array.Dimensions[0]);
        if (count == 0) throw new DataSetException($"{images.File}: expected at least one image, found none.");
        if (count != labelCount)
            throw new DataSetException(
                Invariant($"{labels.File}: expected {count:N0} labels, one for each image, found {labelCount:N0}."));

        if (set.FirstLabel > 0)
        {
            foreach (ref var label in labels.Array.AsSpan<byte>()) label -= (byte)set.FirstLabel;
        }
        if (set.Transposed) Transpose(images.Array.Bytes, set.Height, set.Width);
        return new ImageSet(images.Array.Bytes, labels.Array.Bytes, set.Height, set.Width, $"{set.Name} {part}",
            set.Classes, set.ClassNames);
    }

    /// <summary>Labels as they stand in a file, of the classes that the set has.</summary>
    /// <exception cref="DataSetException">They are something else.</exception>
    public static void CheckLabels(DataSet set, IdxArray labels, string file)
    {
        if (labels.ElementType != IdxElementType.UInt8 || labels.Rank != 1)
            throw new DataSetException($"{file}: expected labels, UInt8 N, found {labels}.");
        var (first, last) = (set.FirstLabel, set.FirstLabel + set.Classes - 1);
        var values = labels.AsSpan<byte>();
        if (values.IndexOfAnyExceptInRange((byte)first, (byte)last) is var at && at >= 0)
            throw new DataSetException(
                Invariant($"{file}: expected labels {first} to {last}, found {values[at]} at index {at:N0}."));
    }

    /// <summary>In place: the largest set has half a gigabyte of pixels.</summary>
    internal static void Transpose(byte[] pixels, int height, int width)
    {
        var stored = new byte[height * width];
        for (var image = 0; image < pixels.Length; image += stored.Length)
        {
            pixels.AsSpan(image, stored.Length).CopyTo(stored);
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                    pixels[image + row * width + column] = stored[column * height + row];
            }
        }
    }
}
