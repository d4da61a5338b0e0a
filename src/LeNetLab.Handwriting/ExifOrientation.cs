using System.Buffers.Binary;

namespace LeNetLab.Handwriting;

/// <summary>How a camera was held when it wrote a JPEG: the Exif tag 0x0112, values 1 to 8.</summary>
internal static class ExifOrientation
{
    /// <summary>The value of a picture that is seen as it is stored.</summary>
    public const int AsStored = 1;

    /// <summary>From this value on, width and height change places.</summary>
    public const int FirstTurned = 5;

    private const int OrientationTag = 0x0112;

    /// <summary>The tag's value; <see cref="AsStored"/> where there is none or where it cannot be read.</summary>
    public static int Find(ReadOnlySpan<byte> jpeg)
    {
        // Segments: FF, kind, length of two bytes that counts itself. Pixels begin at FF DA.
        for (int at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] != 0xDA;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || at + 2 + length > jpeg.Length) return AsStored;
            ReadOnlySpan<byte> segment = jpeg.Slice(at + 4, length - 2);
            if (jpeg[at + 1] == 0xE1 && segment.StartsWith("Exif\0\0"u8)) return FindInTiff(segment[6..]);
            at += 2 + length;
        }

        return AsStored;
    }

    /// <summary>The picture as it was seen.</summary>
    public static GreyPicture Upright(GreyPicture picture, int orientation)
    {
        if (orientation is < 2 or > 8) return picture;
        bool swap = orientation >= FirstTurned;
        var upright = swap
            ? new GreyPicture(picture.Width, picture.Height)
            : new GreyPicture(picture.Height, picture.Width);
        int lastX = picture.Width - 1, lastY = picture.Height - 1;
        for (int y = 0; y < upright.Height; y++)
            for (int x = 0; x < upright.Width; x++)
            {
                var (fromY, fromX) = orientation switch
                {
                    2 => (y, lastX - x),
                    3 => (lastY - y, lastX - x),
                    4 => (lastY - y, x),
                    5 => (x, y),
                    6 => (lastY - x, y),
                    7 => (lastY - x, lastX - y),
                    _ => (x, lastX - y),
                };
                upright.Values[y * upright.Width + x] = picture[fromY, fromX];
            }

        return upright;
    }

    private static int FindInTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return AsStored;
        bool little = tiff[0] == (byte)'I';
        uint directory = Read32(tiff[4..], little);
        if (directory > tiff.Length - 2) return AsStored;
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Read16(tiff[(int)directory..], little);
        for (int i = 0; i < count && (i + 1) * 12 <= entries.Length; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * 12, 12);
            if (Read16(entry, little) == OrientationTag) return Read16(entry[8..], little);
        }

        return AsStored;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
