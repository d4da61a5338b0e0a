namespace LeNetLab.Data;

/// <summary>
/// The float tensor [N, 1, height + 2·padding, width + 2·padding] that byte images are written into, in any order and
/// on any core.
/// </summary>
internal sealed unsafe class ImageTensor : IDisposable
{
    // Two large pages of numbers; no two cores should wait for the same one.
    private const int Piece = 1 << 20;

    private readonly PixelNumbers _numbers;
    private readonly int _count, _width, _pixels, _padding, _size;
    private readonly float* _first;
    private Tensor? _tensor;

    public ImageTensor(int count, int height, int width, Normalization normalization, int padding)
    {
        (_count, _width, _padding, _pixels) = (count, width, padding, height * width);
        _size = (height + 2 * padding) * (width + 2 * padding);
        _numbers = new PixelNumbers(normalization);
        // What .NET can see of a tensor at once is 2 GB.
        if ((long)count * _size > int.MaxValue / sizeof(float))
            throw new ArgumentException($"{count} images are too many for one tensor; make several of a part each.",
                nameof(count));
        _tensor = empty([count, 1, height + 2 * padding, width + 2 * padding], dtype: ScalarType.Float32);
        LargePages.Advise(_tensor.bytes);
        // Native memory: it stays where it is as long as the tensor lives.
        fixed (float* first = _tensor.Floats()) _first = first;
    }

    /// <summary>Writes the images that these pixels are, from the number <paramref name="start"/> on.</summary>
    public void Write(ReadOnlySpan<byte> pixels, int start)
    {
        ObjectDisposedException.ThrowIf(_tensor is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + pixels.Length / _pixels, _count);
        var to = _first + (long)start * _size;
        for (var from = 0; from < pixels.Length; from += _pixels, to += _size)
            _numbers.WriteImage(pixels.Slice(from, _pixels), _width, _padding, new Span<float>(to, _size));
    }

    /// <summary>Writes all images; where they are many, the cores share them.</summary>
    public void WriteAll(ReadOnlyMemory<byte> pixels)
    {
        var step = Math.Max(1, Piece / _size);
        if (_count <= 4 * step)
            Write(pixels.Span, 0);
        else
            Parallel.For(0, (_count + step - 1) / step, part => Write(
                pixels.Span[(part * step * _pixels)..(Math.Min(_count, (part + 1) * step) * _pixels)], part * step));
    }

    /// <summary>The tensor, which from now on is the caller's.</summary>
    public Tensor Take()
    {
        var tensor = _tensor;
        ObjectDisposedException.ThrowIf(tensor is null, this);
        _tensor = null;
        return tensor;
    }

    public void Dispose()
    {
        _tensor?.Dispose();
        _tensor = null;
    }
}
