using System.Buffers.Binary;
using StbImageSharp;

namespace LeNetLab.Handwriting;

/// <summary>Reads a PNG or JPEG file as brightness, whatever its colours and transparency.</summary>
internal static class PictureFile
{
    /// <summary>Pictures of more pixels are refused before memory is taken for them.</summary>
    public const long MaxPixels = 100_000_000;

    private const long MaxBytes = 256 << 20;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, or too large.</exception>
    public static byte[] ReadAll(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found a folder.");
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"{path}: there is no such file.", path);
        if (file.Length > MaxBytes)
            throw new InvalidDataException(
                $"{path}: expected a picture of at most {MaxBytes >> 20} MB, found {file.Length >> 20} MB.");
        return File.ReadAllBytes(path);
    }

    /// <summary>A picture upright: its brightness, or its red, green and blue. What is transparent is white.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static GreyPicture[] Planes(byte[] file, string name, bool colours)
    {
        var (picture, orientation) = Unpack(file, name);
        int components = (int)picture.Comp;
        byte[] data = picture.Data;
        bool transparent = components is 2 or 4;
        var planes = Enumerable.Range(0, components >= 3 ? 3 : 1).Select(c =>
        {
            var plane = new GreyPicture(picture.Height, picture.Width);
            for (int i = 0; i < plane.Values.Length; i++)
            {
                float alpha = transparent ? data[(i + 1) * components - 1] / 255f : 1;
                plane.Values[i] = 1 + alpha * (data[i * components + c] / 255f - 1);
            }

            return ExifOrientation.Upright(plane, orientation);
        }).ToArray();
        return colours ? planes.Length == 3 ? planes : [planes[0], planes[0], planes[0]]
            : planes is [var red, var green, var blue] ? [Luma(red, green, blue)] : planes;
    }

    private static GreyPicture Luma(GreyPicture red, GreyPicture green, GreyPicture blue)
    {
        var grey = new GreyPicture(red.Height, red.Width);
        for (int i = 0; i < grey.Values.Length; i++)
            grey.Values[i] = Luma(red.Values[i], green.Values[i], blue.Values[i]);
        return grey;
    }

    // ITU-R BT.601.
    private static float Luma(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    /// <summary>A picture's brightness as stored, and the Exif orientation in which it is to be seen.</summary>
    /// <exception cref="InvalidDataException">It is no PNG or JPEG, is damaged, or is too large.</exception>
    public static (GreyPicture Picture, int Orientation) Decode(byte[] file, string name)
    {
        var (picture, orientation) = Unpack(file, name);
        return (ToGrey(picture), orientation);
    }

    private static (ImageResult Picture, int Orientation) Unpack(byte[] file, string name)
    {
        bool png = file.AsSpan().StartsWith(PngStart), jpeg = file.AsSpan().StartsWith(JpegStart);
        if (!png && !jpeg) throw new InvalidDataException($"{name}: is not a PNG or JPEG picture.");

        string kind = png ? "PNG" : "JPEG";
        CheckSize(file, name, kind);
        ImageResult picture;
        try
        {
            picture = ImageResult.FromMemory(file, ColorComponents.Default);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder reports damage in many ways: its own exceptions, null references, indices out of range.
            throw new InvalidDataException($"{name}: is a damaged {kind} ({e.Message.TrimEnd('.')}).", e);
        }

        return (picture, jpeg ? ExifOrientation.Find(file) : ExifOrientation.AsStored);
    }

    private static void CheckSize(byte[] file, string name, string kind)
    {
        if (ReadSize(file) is not var (width, height) || width <= 0 || height <= 0)
            throw new InvalidDataException($"{name}: is a damaged {kind} (its header cannot be read).");
        if ((long)width * height > MaxPixels)
            throw new InvalidDataException(
                $"{name}: expected at most {MaxPixels / 1_000_000} megapixels, found {width} × {height}.");
    }

    /// <summary>
    /// What the header declares: in a PNG the IHDR chunk, which comes first; in a JPEG the frame header, a segment of
    /// kind C0 to CF except C4, C8 and CC. Null where it is not there.
    /// </summary>
    private static (int Width, int Height)? ReadSize(ReadOnlySpan<byte> file)
    {
        if (file[0] == PngStart[0])
            return file.Length >= 24 && file[12..].StartsWith("IHDR"u8)
                ? (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]))
                : null;

        for (int at = 2; at + 9 <= file.Length && file[at] == 0xFF;)
        {
            byte kind = file[at + 1];
            if (kind == 0xFF)
            {
                // A fill byte before the segment.
                at++;
                continue;
            }

            if (kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }

    private static GreyPicture ToGrey(ImageResult picture)
    {
        int components = (int)picture.Comp, count = picture.Width * picture.Height;
        bool coloured = components >= 3, transparent = components is 2 or 4;
        var grey = new GreyPicture(picture.Height, picture.Width);
        byte[] data = picture.Data;
        double visible = 0, light = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixel = data.AsSpan(i * components, components);
            float value = (coloured ? Luma(pixel[0], pixel[1], pixel[2]) : pixel[0]) / 255;
            grey.Values[i] = value;
            if (transparent)
            {
                visible += pixel[^1];
                light += pixel[^1] * value;
            }
        }

        if (transparent)
        {
            // What can be seen is mostly ink, so the paper behind it is of the other brightness.
            float paper = light < visible / 2 ? 1 : 0;
            for (int i = 0; i < count; i++)
            {
                float alpha = data[i * components + components - 1] / 255f;
                grey.Values[i] = paper + alpha * (grey.Values[i] - paper);
            }
        }

        return grey;
    }
}
