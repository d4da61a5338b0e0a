using LeNetLab.Files;
using StbImageSharp;

namespace LeNetLab.Handwriting;

/// <summary>
/// Reads a PNG or JPEG file as brightness, whatever its colours and transparency, and no larger than is needed to find
/// a digit in it.
/// </summary>
internal static class PictureFile
{
    /// <summary>Pictures of more pixels are refused before memory is taken for them.</summary>
    public const long MaxPixels = 100_000_000;

    // What is taken as it is, and not searched for a digit, is decoded in full.
    private const long MaxWholePixels = 16_000_000;

    private const int MaxBytes = 128 << 20, MaxSide = 65_535;

    /// <summary>A picture's longer side is brought below twice this before its digit is sought.</summary>
    private const int SearchSide = 400;

    /// <summary>How long to wait for a pipe or a terminal to give the picture.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads a file's bytes, where the first ones are a picture's.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, gives nothing, or is too large.</exception>
    public static byte[] ReadAll(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found a folder.");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        if (!AtomicFile.IsDevice(path)) return ReadBytes(path);
        var bytes = Task.Run(() => ReadBytes(path));
        return Task.WaitAny([bytes], Patience) == 0
            ? bytes.GetAwaiter().GetResult()
            : throw new InvalidDataException(
                $"{path}: expected a PNG or JPEG file, found nothing within {Patience.TotalSeconds} s.");
    }

    /// <summary>
    /// A small picture upright: its brightness, or its red, green and blue. What is transparent is white.
    /// </summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static GreyPicture[] Planes(byte[] file, string name, bool colours)
    {
        // Finds every fault within its bounds, so that the other decoder meets none.
        var (reduced, orientation) = Decode(file, name);
        if ((long)reduced.Width * reduced.Height > MaxWholePixels)
            throw new InvalidDataException($"{name}: expected a whole picture of at most {MaxWholePixels / 1_000_000} "
                + $"megapixels, found {reduced.Width} × {reduced.Height}.");
        var picture = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
        var planes = Enumerable.Range(0, 3).Select(c =>
        {
            var plane = new GreyPicture(picture.Height, picture.Width);
            for (int i = 0; i < plane.Values.Length; i++)
                plane.Values[i] = 1 + picture.Data[4 * i + 3] / 255f * (picture.Data[4 * i + c] / 255f - 1);
            return ExifOrientation.Upright(plane, orientation);
        }).ToArray();
        if (colours) return planes;
        var grey = planes[0];
        for (int i = 0; i < grey.Values.Length; i++)
            grey.Values[i] = 0.299f * grey.Values[i] + 0.587f * planes[1].Values[i] + 0.114f * planes[2].Values[i];
        return [grey];
    }

    /// <summary>Reads a file's bytes; the name is for the messages.</summary>
    public static (PictureReduction Picture, int Orientation) Decode(byte[] file, string name)
    {
        if (!IsPicture(file)) throw new InvalidDataException($"{name}: is not a PNG or JPEG picture.");
        try
        {
            return file[0] == JpegStart[0] ? ReadJpeg(file) : PngReader.Read(file);
        }
        catch (PictureFault e)
        {
            throw new InvalidDataException($"{name}: {e.Message}.", e);
        }
    }

    /// <summary>The place for the pixels of a picture of that size, none of them there yet.</summary>
    /// <exception cref="PictureFault">It is too large, or has no pixels.</exception>
    public static PictureReduction Begin(long width, long height)
    {
        CheckSize(width, height, MaxPixels);
        return new PictureReduction(
            (int)height, (int)width, (int)Math.Max(1, Math.Max(width, height) / SearchSide));
    }

    /// <exception cref="PictureFault">It is too large, or has no pixels.</exception>
    public static void CheckSize(long width, long height, long maxPixels)
    {
        if (width < 1 || height < 1) throw PictureFault.Damaged("it has no pixels");
        if (width > MaxSide || height > MaxSide || width * height > maxPixels)
            throw PictureFault.TooLarge($"at most {maxPixels / 1_000_000} megapixels", $"{width} × {height}");
    }

    /// <summary>Luma of ITU-R BT.601, of red, green and blue.</summary>
    public static float Luma(ReadOnlySpan<byte> pixel) =>
        (0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2]) / 255;

    private static bool IsPicture(ReadOnlySpan<byte> start) =>
        start.StartsWith(PngStart) || start.StartsWith(JpegStart);

    /// <summary>All bytes, where the first ones are a picture's and they come to an end.</summary>
    private static byte[] ReadBytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] start = new byte[PngStart.Length];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return !IsPicture(start) ? start : BoundedFile.Read(stream, start, MaxBytes)
            ?? throw new InvalidDataException(
                $"{path}: expected a picture of at most {MaxBytes >> 20} MB, found more.");
    }

    private static (PictureReduction Picture, int Orientation) ReadJpeg(byte[] file)
    {
        var (width, height, orientation) = JpegCheck.Check(file);
        var picture = Begin(width, height);
        byte[] pixels;
        try
        {
            pixels = ImageResult.FromMemory(file, ColorComponents.Grey).Data;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder reports damage in many ways: its own exceptions, null references, indices out of range.
            throw PictureFault.Damaged(e.Message.TrimEnd('.'));
        }

        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) picture.Add(y, x, pixels[y * width + x] / 255f);
        return (picture, orientation);
    }
}
