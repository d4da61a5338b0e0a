using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>
/// Prepares ink as MNIST was: the ink's bounding box is scaled to fit 20×20 with its proportions kept, and placed so
/// that its centre of mass lies in the middle of a 28×28 field. Or as EMNIST was: see <see cref="Preparation"/>.
/// </summary>
/// <remarks>
/// LeCun et al. 1998, section III-A, and the MNIST page. Measured on the 60,000 training digits: the longer side is 20
/// pixels, and the centre of mass lies between 13.5 and 14.5 in both directions (pixel indices), evenly spread. So the
/// shift was by whole pixels, towards the point (14, 14).
/// </remarks>
public static class DigitPreparation
{
    /// <summary>As many numbers as fit the stack with room to spare.</summary>
    internal const int MostOnStack = 4096;

    /// <summary>Rows and columns of a prepared image.</summary>
    public const int FieldSide = 28;

    /// <summary>Length of the digit's longer side.</summary>
    public const int BoxSide = 20;

    /// <summary>The same as EMNIST has it.</summary>
    public const int EmnistBoxSide = 24;

    /// <summary>Prepares an image of bytes.</summary>
    /// <param name="ink">Height × width bytes, row by row; 0 is background, 255 ink.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>28×28 bytes.</returns>
    /// <exception cref="ArgumentException">The span's length is not height × width, or there is no ink.</exception>
    public static byte[] Prepare(ReadOnlySpan<byte> ink, int height, int width)
    {
        float[] grey = new float[ink.Length];
        for (int i = 0; i < grey.Length; i++) grey[i] = ink[i] / 255f;
        byte[] target = new byte[FieldSide * FieldSide];
        // A faint pixel of a small picture belongs to the digit; only pure background is cut away.
        if (!TryPrepare(grey, height, width, target, threshold: 0))
            throw new ArgumentException("There is no ink to prepare.", nameof(ink));
        return target;
    }

    /// <summary>Prepares an image of numbers.</summary>
    /// <param name="ink">Height × width numbers, row by row; 0 is background, 1 ink.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="target">Receives 28×28 bytes; all 0 where there is no ink.</param>
    /// <param name="threshold">What is more than this counts for the bounding box.</param>
    /// <param name="preparation">Whose way it is to be prepared.</param>
    /// <returns>Whether there is ink.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static bool TryPrepare(ReadOnlySpan<float> ink, int height, int width, Span<byte> target,
        float threshold = 0.5f, Preparation preparation = Preparation.Mnist)
    {
        if (ink.Length != height * width || target.Length != FieldSide * FieldSide)
            throw new ArgumentException(
                $"Ink of {height} x {width} takes {height * width} numbers, not {ink.Length}; "
                + $"the target takes {FieldSide * FieldSide} bytes, not {target.Length}.");
        target.Clear();
        if (!FindBox(ink, height, width, threshold, out int left, out int top, out int right, out int bottom))
            return false;

        int boxWidth = right - left, boxHeight = bottom - top;
        double scale =
            (double)(preparation == Preparation.Emnist ? EmnistBoxSide : BoxSide) / Math.Max(boxWidth, boxHeight);
        int newWidth = Math.Max(1, (int)Math.Round(boxWidth * scale));
        int newHeight = Math.Max(1, (int)Math.Round(boxHeight * scale));

        Span<float> digit = stackalloc float[newHeight * newWidth];
        int size = boxHeight * newWidth;
        Span<float> rows = size <= MostOnStack ? stackalloc float[size] : new float[size];
        new LineResampling(boxWidth, newWidth).Rows(ink[(top * width + left)..], width, boxHeight, rows);
        new LineResampling(boxHeight, newHeight).Columns(rows, newWidth, digit);

        if (preparation == Preparation.Emnist)
            PlaceBox(digit, newHeight, newWidth, target);
        else
            Place(digit, newHeight, newWidth, target);
        return true;
    }

    private static bool FindBox(ReadOnlySpan<float> ink, int height, int width, float threshold, out int left,
        out int top, out int right, out int bottom)
    {
        (left, top, right, bottom) = (width, height, 0, 0);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = ink.Slice(y * width, width);
            int first = FirstAbove(row, threshold);
            if (first < 0) continue;
            left = Math.Min(left, first);
            top = Math.Min(top, y);
            bottom = y + 1;
            int last = width - 1;
            while (last >= right && !(row[last] > threshold)) last--;
            right = Math.Max(right, last + 1);
        }

        return bottom > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstAbove(ReadOnlySpan<float> row, float threshold)
    {
        int x = 0;
        for (; x <= row.Length - Vector128<float>.Count; x += Vector128<float>.Count)
        {
            uint above = Vector128.GreaterThan(Vector128.Create(row[x..]),
                Vector128.Create(threshold)).ExtractMostSignificantBits();
            if (above != 0) return x + BitOperations.TrailingZeroCount(above);
        }

        for (; x < row.Length; x++)
            if (row[x] > threshold)
                return x;
        return -1;
    }

    private static void Place(ReadOnlySpan<float> digit, int height, int width, Span<byte> target)
    {
        double mass = 0, momentX = 0, momentY = 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                float value = digit[y * width + x];
                mass += value;
                momentX += value * x;
                momentY += value * y;
            }

        // To between 13.5 and 14.5, as MNIST; but a lopsided digit must not leave the field.
        int left = Math.Clamp((int)Math.Ceiling(13.5 - momentX / mass), 0, FieldSide - width);
        int top = Math.Clamp((int)Math.Ceiling(13.5 - momentY / mass), 0, FieldSide - height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                target[(top + y) * FieldSide + left + x] = (byte)Math.Clamp(digit[y * width + x] * 255 + 0.5f, 0, 255);
    }

    /// <summary>Centres the box; then every pixel takes a sixth from each neighbour, along rows and columns.</summary>
    private static void PlaceBox(ReadOnlySpan<float> character, int height, int width, Span<byte> target)
    {
        const int Side = FieldSide;
        Span<float> field = stackalloc float[Side * Side], rows = stackalloc float[Side * Side];
        int left = (Side - width) / 2, top = (Side - height) / 2;
        for (int y = 0; y < height; y++) character.Slice(y * width, width).CopyTo(field[((top + y) * Side + left)..]);
        // The box leaves a margin of two pixels, so no neighbour is missing that has ink.
        for (int i = 1; i < field.Length - 1; i++) rows[i] = (field[i - 1] + 4 * field[i] + field[i + 1]) / 6;
        for (int i = Side; i < field.Length - Side; i++)
            target[i] = (byte)Math.Clamp((rows[i - Side] + 4 * rows[i] + rows[i + Side]) / 6 * 255 + 0.5f, 0, 255);
    }
}
