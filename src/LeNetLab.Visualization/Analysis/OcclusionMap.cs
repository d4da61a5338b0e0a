namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// What an answer loses when a part of the image is covered (Zeiler and Fergus 2014, "Visualizing and understanding
/// convolutional networks", sect. 4.2).
/// </summary>
public static class OcclusionMap
{
    private const int BatchSize = 128;

    /// <summary>
    /// Covers the image with a square centred on each pixel in turn, and says by how much the probability of a class
    /// falls, −1…1; below zero where covering helps. [height, width], as the image.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="image">One normalised image, [1, 1, 32, 32]; it stays the caller's.</param>
    /// <param name="label">The class whose probability is watched.</param>
    /// <param name="size">The side of the square in pixels, odd. What of it lies outside the image is left out.</param>
    /// <param name="value">The normalised number that covers; the background's of <see cref="Normalization.Mnist"/>
    /// where null, so that covering is erasing.</param>
    /// <exception cref="ArgumentException">The image is of another shape, or the size is not odd.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network has no such output.</exception>
    public static float[,] Of(LeNet5 model, Tensor image, int label, int size = 7, float? value = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        if (image.shape is not [1, 1, _, _])
            throw new ArgumentException(
                $"One image of [1, 1, 32, 32] is wanted, not [{string.Join(", ", image.shape)}].", nameof(image));
        if (size < 1 || size % 2 == 0)
            throw new ArgumentException($"The square needs a pixel in its middle, so its side is odd; got {size}.",
                nameof(size));
        UnitRange.Require(label, model.Options.Classes, nameof(label));
        var (height, width) = ((int)image.shape[2], (int)image.shape[3]);
        using var noGradient = no_grad();
        var before = ProbabilityOf(model, image, label)[0];
        var drop = new float[height, width];
        for (var start = 0; start < height * width; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, height * width - start);
            var covered = image.expand(count, 1, height, width).clone();
            for (var i = 0; i < count; i++)
            {
                var (top, bottom) = Span((start + i) / width, height, size);
                var (left, right) = Span((start + i) % width, width, size);
                covered[i, 0].narrow(0, top, bottom - top).narrow(1, left,
                    right - left).fill_(value ?? Normalization.Mnist.Apply(0));
            }

            var after = ProbabilityOf(model, covered, label);
            for (var i = 0; i < count; i++) drop[(start + i) / width, (start + i) % width] = before - after[i];
        }

        return drop;
    }

    private static (int From, int To) Span(int centre, int length, int size) =>
        (Math.Max(0, centre - size / 2), Math.Min(length, centre + size / 2 + 1));

    private static float[] ProbabilityOf(LeNet5 model, Tensor images, int label)
    {
        using var scope = NewDisposeScope();
        return model.call(images).softmax(1).select(1,
            label).to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
