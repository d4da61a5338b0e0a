namespace LeNetLab.Paper1998.Baselines;

/// <summary>The size of the images that a classifier was trained on, and their pixels as rows of a matrix.</summary>
internal readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>Images are turned into numbers so many at a time: the block stays in the cache.</summary>
    public const int Block = 1_000;

    public static ImageSize Of(ImageSet train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.Count == 0) throw new ArgumentException("There is no image to train on.", nameof(train));
        return new ImageSize(train.Height, train.Width);
    }

    public int Pixels => Height * Width;

    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public void Require(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Height != Height || images.Width != Width)
            throw new ArgumentException($"The classifier was trained on {Height}×{Width} pixels, the images are of " +
                $"{images.Height}×{images.Width}.", nameof(images));
    }

    /// <summary>Pixels 0…1 of some images, [count, height·width], as floats; the caller disposes it.</summary>
    public static Tensor Rows(ImageSet images, int start, int count, Normalization? normalization = null) =>
        images.ToTensor(start, count, normalization ?? Normalization.ZeroToOne, padding: 0).view(count, -1);

    /// <summary>Maps a block's pixels [n, pixels] to its scores [n, outputs] over a whole set.</summary>
    public Predictions Score(
        ImageSet images, int outputs, Func<Tensor, Tensor> scores, CancellationToken cancellationToken)
    {
        Require(images);
        NativeTorch.Load();
        using var inference = inference_mode();
        var result = new float[images.Count * outputs];
        for (var start = 0; start < images.Count; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var block = Rows(images, start, Math.Min(Block, images.Count - start));
            scores(block).to(ScalarType.Float32).contiguous().Floats().CopyTo(result.AsSpan(start * outputs));
        }

        return new Predictions(result, images.Labels.ToArray(), outputs);
    }
}
