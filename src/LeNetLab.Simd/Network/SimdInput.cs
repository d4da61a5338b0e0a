using System.Runtime.CompilerServices;
using LeNetLab.Data;

namespace LeNetLab.Simd.Network;

/// <summary>Lays the bytes of images into lanes, normalised, within the margin that makes 32×32 of them.</summary>
internal sealed unsafe class SimdInput
{
    private readonly float[] _table;
    private readonly int _side;
    private readonly int _padding;
    private readonly int _lanes;

    /// <param name="side">Rows and columns of an image.</param>
    /// <param name="normalization">How bytes become numbers.</param>
    /// <param name="lanes">Images in a group.</param>
    public SimdInput(int side, Normalization normalization, int lanes) =>
        (_side, _padding, _table, _lanes) = (side, (SimdShape.InputSide - side) / 2, normalization.ToTable(), lanes);

    /// <summary>Whether images of a set, with a margin, are what LeNet-5 takes.</summary>
    public static bool CanTake(ImageSet images, int padding) =>
        images.Channels == 1 && images.Height == images.Width && images.Height + 2 * padding == SimdShape.InputSide;

    /// <summary>Makes the whole input background; once is enough, since images never reach the margin.</summary>
    public void Clear(SimdScratch scratch) =>
        new Span<float>(scratch.Input, SimdShape.InputSide * SimdShape.InputSide * _lanes).Fill(_table[0]);

    /// <summary>Puts one image of bytes into a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ReadOnlySpan<byte> image, SimdScratch scratch, int lane)
    {
        fixed (byte* pixels = image)
        fixed (float* table = _table)
        {
            var from = pixels;
            for (var y = 0; y < _side; y++)
            {
                var to = scratch.Input + ((y + _padding) * SimdShape.InputSide + _padding) * _lanes + lane;
                for (var x = 0; x < _side; x++, to += _lanes) *to = table[*from++];
            }
        }
    }
}
