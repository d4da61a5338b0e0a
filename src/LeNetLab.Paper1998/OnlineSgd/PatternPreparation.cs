namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Turns an image of bytes into a network's picture: a margin of background, and the paper's −0.1 and 1.175.
/// </summary>
/// <param name="height">Rows of an image.</param>
/// <param name="width">Columns of an image.</param>
/// <param name="padding">Pixels of margin on each side; 2 makes 32×32 of 28×28.</param>
public sealed class PatternPreparation<T>(int height, int width, int padding)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _table = Array.ConvertAll(Normalization.LeCun1998.ToTable(), value => T.CreateChecked(value));

    /// <summary>Numbers of a picture.</summary>
    public int Size => (height + 2 * padding) * (width + 2 * padding);

    /// <summary>Writes the picture of an image.</summary>
    public void Write(ReadOnlySpan<byte> image, Span<T> picture)
    {
        picture.Fill(_table[0]);
        for (var y = 0; y < height; y++)
        {
            var row = picture.Slice((y + padding) * (width + 2 * padding) + padding, width);
            for (var x = 0; x < width; x++) row[x] = _table[image[y * width + x]];
        }
    }
}
