using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeNetLab.Data;

/// <summary>
/// Turns pixel bytes into the network's numbers, each to the last bit what <see cref="Normalization.Apply"/> gives. A
/// multiply-add in double precision is three times as fast as the table; it is used where all 256 numbers agree.
/// </summary>
internal sealed class PixelNumbers
{
    private const int Step = 4;

    private readonly float[] _table;
    private readonly double _factor, _summand;
    private readonly bool _isLinear;

    public PixelNumbers(Normalization normalization)
    {
        _table = normalization.ToTable();
        _factor = 1 / (255 * normalization.StandardDeviation);
        _summand = -normalization.Mean / normalization.StandardDeviation;
        // Tried on all bytes; a sum or two of the common normalisations comes out otherwise, and then the table serves.
        _isLinear = Avx2.IsSupported && Fma.IsSupported;
        _isLinear = _isLinear && IsTable();
    }

    /// <summary>The number of a background pixel.</summary>
    public float Background => _table[0];

    /// <summary>Writes as many numbers as there are pixels.</summary>
    public void Write(ReadOnlySpan<byte> pixels, Span<float> target) =>
        WriteImage(pixels, pixels.Length, padding: 0, target[..pixels.Length]);

    /// <summary>Writes an image with a margin of background around it, which fills the target.</summary>
    // Most programs load once, and would have done so before the run-time compiles this for the second time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void WriteImage(ReadOnlySpan<byte> image, int width, int padding, Span<float> target)
    {
        var (height, margin) = (width == 0 ? 0 : image.Length / width, 2 * padding);
        ArgumentOutOfRangeException.ThrowIfNotEqual(height * width, image.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual((height + margin) * (width + margin), target.Length);
        // Between two rows the margin lies in one piece.
        var edge = padding * (width + margin) + padding;
        target[..edge].Fill(Background);
        target[^edge..].Fill(Background);
        Vector256<double> factor = Vector256.Create(_factor), summand = Vector256.Create(_summand);
        fixed (byte* pixels = image)
        fixed (float* numbers = target, table = _table)
        {
            byte* from = pixels;
            var to = numbers + edge;
            var last = width - Step;
            for (var y = 0; y < height; y++, from += width, to += width + margin)
            {
                if (y > 0)
                {
                    for (var x = -margin; x < 0; x++) to[x] = table[0];
                }
                if (!_isLinear || last < 0)
                {
                    for (var x = 0; x < width; x++) to[x] = table[from[x]];
                    continue;
                }
                // The last step may write some numbers for a second time.
                for (var x = 0; x < last; x += Step) Write(from + x, to + x, factor, summand);
                Write(from + last, to + last, factor, summand);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Write(byte* from, float* to, Vector256<double> factor, Vector256<double> summand) =>
        Avx.ConvertToVector128Single(Fma.MultiplyAdd(
            Avx.ConvertToVector256Double(Sse41.ConvertToVector128Int32(from)), factor, summand)).Store(to);

    private bool IsTable()
    {
        Span<byte> all = stackalloc byte[256];
        Span<float> numbers = stackalloc float[256];
        for (var v = 0; v < all.Length; v++) all[v] = (byte)v;
        Write(all, numbers);
        return MemoryMarshal.AsBytes(numbers).SequenceEqual(MemoryMarshal.AsBytes(_table.AsSpan()));
    }
}
