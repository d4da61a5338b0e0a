namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// The training patterns in the paper's constant random order: drawn once, and the same in every pass. With distortions
/// the set is larger: its images, and distorted copies of each. A pass always shows as many patterns as there are
/// images.
/// </summary>
public sealed class PatternStream
{
    private readonly ImageSet _images;
    private readonly DistortionRanges _ranges;
    private readonly ulong _seed;
    private readonly int[] _order;

    /// <param name="images">The images to learn from.</param>
    /// <param name="seed">Decides the order and the distortions.</param>
    /// <param name="ranges">How much a copy is distorted.</param>
    /// <param name="copies">Distorted copies of each image beside itself; 9 in the paper, 0 for none.</param>
    public PatternStream(ImageSet images, int seed, DistortionRanges ranges, int copies)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(copies);
        (_images, _ranges, _seed) = (images, ranges, unchecked((ulong)seed));
        _order = [.. Enumerable.Range(0, checked(images.Count * (copies + 1)))];
        new Random(seed).Shuffle(_order);
    }

    /// <summary>Patterns that a pass shows.</summary>
    public int PerPass => _images.Count;

    /// <summary>Writes the image of one pattern.</summary>
    /// <param name="pass">The pass, from 1.</param>
    /// <param name="number">Its place in the pass, from 0.</param>
    /// <param name="image">Receives height×width bytes.</param>
    /// <returns>Its label.</returns>
    public int Read(int pass, int number, Span<byte> image)
    {
        var pattern = _order[(int)(((long)(pass - 1) * PerPass + number) % _order.Length)];
        var (copy, index) = Math.DivRem(pattern, _images.Count);
        if (copy == 0)
            _images.Image(index).CopyTo(image);
        else
            Distortion.Apply(_images.Image(index), image, _images.Height, _images.Width, _ranges,
                SeededRandom.SeedFor(_seed, copy, index));
        return _images.Label(index);
    }
}
