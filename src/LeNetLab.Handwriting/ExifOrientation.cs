using System.Buffers.Binary;

namespace LeNetLab.Handwriting;

/// <summary>How a camera was held when it wrote a picture: the Exif tag 0x0112, values 1 to 8.</summary>
internal static class ExifOrientation
{
    /// <summary>The value of a picture that is seen as it is stored.</summary>
    public const int AsStored = 1;

    /// <summary>From this value on, width and height change places.</summary>
    public const int FirstTurned = 5;

    private const int OrientationTag = 0x0112;

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

    /// <summary>
    /// The tag's value in Exif data, a TIFF directory: what follows "Exif" in a JPEG, a PNG's chunk eXIf;
    /// <see cref="AsStored"/> where there is none or where it cannot be read.
    /// </summary>
    public static int FindInTiff(ReadOnlySpan<byte> tiff)
    {
        // Some writers of PNG keep the name that stands before the data in a JPEG.
        if (tiff.StartsWith("Exif\0\0"u8)) tiff = tiff[6..];
        bool little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM"u8))) return AsStored;
        uint directory = Read32(tiff[4..], little);
        if (directory > tiff.Length - 2) return AsStored;
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Read16(tiff[(int)directory..], little);
        for (int i = 0; i < count && (i + 1) * 12 <= entries.Length; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * 12, 12);
            if (Read16(entry, little) != OrientationTag) continue;
            // A number of two bytes, which some write as one of four.
            uint value = Read16(entry[2..], little) == 4 ? Read32(entry[8..], little) : Read16(entry[8..], little);
            return value is >= 1 and <= 8 ? (int)value : AsStored;
        }

        return AsStored;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
