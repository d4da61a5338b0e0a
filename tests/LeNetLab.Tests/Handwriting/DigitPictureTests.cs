using System.Buffers.Binary;
using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using StbImageWriteSharp;
using Xunit;
using static LeNetLab.Tests.Handwriting.PictureBytes;

namespace LeNetLab.Tests.Handwriting;

/// <summary>
/// Pictures made here from built-in digits, whose prepared form is known; what is read back must resemble it.
/// </summary>
public class DigitPictureTests
{
    private const int Side = 28;

    private static readonly ImageSet Digits = Drawn.Generate(40, 77);

    /// <summary>Those whose pen is as wide as MNIST's. The others are read with a wider one, on purpose.</summary>
    private static readonly int[] WithAPenOfMnist =
        [.. Enumerable.Range(0, Digits.Count).Where(i => PenOf(Digits.Image(i)) > 1.7)];

    [Fact]
    public void Dark_on_light_and_light_on_dark_read_the_same()
    {
        for (int i = 0; i < Digits.Count; i++)
        {
            byte[] digit = Digits.Image(i).ToArray();
            byte[] light = Read(Paint(digit, 280, (ink, _, _) => (byte)(255 * ink)), 280);
            byte[] dark = Read(Paint(digit, 280, (ink, _, _) => (byte)(255 - 255 * ink)), 280);
            Assert.InRange(Likeness(dark, light), 0.995, 1);
        }
    }

    [Fact]
    public void A_digit_written_with_a_pen_of_mnist_is_read_as_it_is()
    {
        Assert.InRange(WithAPenOfMnist.Length, 30, Digits.Count - 1);
        foreach (int i in WithAPenOfMnist)
        {
            byte[] digit = Digits.Image(i).ToArray();
            Assert.InRange(Likeness(Read(Paint(digit, 280, (ink, _, _) => (byte)(255 * ink)), 280), digit), 0.98, 1);
        }
    }

    [Property(MaxTest = 8)]
    public bool Faint_ink_on_uneven_paper_is_found(byte which, int seed)
    {
        byte[] digit = Digits.Image(WithAPenOfMnist[which % WithAPenOfMnist.Length]).ToArray();
        var random = new System.Random(seed);
        double slopeX = random.NextDouble() * 100 - 50, slopeY = random.NextDouble() * 100 - 50;
        byte[] picture = Paint(digit, 420, (ink, x, y) =>
            (byte)Math.Clamp(160 + slopeX * (x - 0.5) + slopeY * (y - 0.5) - 70 * ink + random.Next(-6, 7), 0, 255));
        return Likeness(Read(picture, 420), digit) > 0.88;
    }

    [Theory]
    [InlineData(28)]
    [InlineData(56)]
    [InlineData(1700)]
    public void Any_size_can_be_read(int side)
    {
        for (int i = 0; i < (side > 1000 ? 1 : 5); i++)
        {
            byte[] digit = Digits.Image(i).ToArray();
            byte[] picture = Paint(digit, side, (ink, _, _) => (byte)(255 * ink));
            Assert.InRange(Likeness(Read(picture, side), digit), 0.93, 1);
        }
    }

    [Fact]
    public void A_picture_as_mnist_has_them_is_kept()
    {
        for (int i = 0; i < Digits.Count; i++)
        {
            byte[] digit = Digits.Image(i).ToArray();
            Assert.InRange(Likeness(Read(digit, Side), digit), 0.97, 1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void A_transparent_ground_is_paper(byte ink)
    {
        byte[] digit = Digits.Image(3).ToArray();
        byte[] alpha = Paint(digit, 200, (strength, _, _) => (byte)(255 * strength));
        byte[] rgba = [.. alpha.SelectMany(a => new[] { ink, ink, ink, a })];
        byte[] file = Png(rgba, 200, ColorComponents.RedGreenBlueAlpha);
        Assert.InRange(Likeness(DigitPicture.Decode(file, "x").Pixels, digit), 0.95, 1);
    }

    [Fact]
    public void Colour_is_read_by_its_brightness()
    {
        byte[] digit = Digits.Image(4).ToArray();
        byte[] strength = Paint(digit, 200, (ink, _, _) => (byte)(255 * ink));
        byte[] rgb = [.. strength.SelectMany(
            s => new[] { (byte)(250 - s * 0.8), (byte)(240 - s * 0.7), (byte)(200 - s * 0.1) })];
        Assert.InRange(
            Likeness(DigitPicture.Decode(Png(rgb, 200, ColorComponents.RedGreenBlue), "x").Pixels, digit), 0.93, 1);
    }

    [Fact]
    public void Frames_and_specks_are_left_out()
    {
        byte[] digit = Digits.Image(6).ToArray();
        byte[] picture = Paint(digit, 300, (ink, x, y) =>
            Math.Min(Math.Min(x, y), Math.Min(1 - x, 1 - y)) < 0.01 ? (byte)0 : (byte)(255 - 255 * ink));
        foreach (var (x, y) in new[] { (20, 20), (280, 30), (25, 270) })
            for (int k = 0; k < 9; k++)
                picture[(y + k / 3) * 300 + x + k % 3] = 0;

        DigitPicture read = DigitPicture.Decode(Png(picture, 300, ColorComponents.Grey), "x");
        Assert.InRange(Likeness(read.Pixels, digit), 0.93, 1);
        Assert.Equal((300, 300), (read.PictureWidth, read.PictureHeight));
        // The digit's box is 20 of the 28 units that the picture shows.
        Assert.InRange(Math.Max(read.Box.Width, read.Box.Height), 300 * 19 / Side, 300 * 22 / Side);
    }

    [Fact]
    public void A_detached_bar_belongs_to_the_digit()
    {
        byte[] picture = new byte[100 * 100];
        Fill(picture, 40, 15, 80, 21);
        Fill(picture, 20, 27, 27, 60);
        Fill(picture, 20, 54, 70, 60);
        Fill(picture, 63, 54, 70, 85);
        DigitPicture read = DigitPicture.Decode(Png(picture, 100, ColorComponents.Grey), "x");
        Assert.InRange(read.Box.Top, 13, 15);
        Assert.InRange(read.Box.Left, 18, 20);

        static void Fill(byte[] picture, int left, int top, int right, int bottom)
        {
            for (int y = top; y < bottom; y++) picture.AsSpan(y * 100 + left, right - left).Fill(255);
        }
    }

    [Fact]
    public void Thin_lines_are_drawn_as_thick_as_a_pen()
    {
        byte[] picture = new byte[400 * 400];
        for (int y = 60; y < 340; y++) picture.AsSpan(y * 400 + 200, 3).Fill(255);
        byte[] digit = Read(picture, 400);
        Assert.InRange(digit.Sum(p => p / 255.0), 30, 60);
    }

    [Fact]
    public void A_jpeg_can_be_read()
    {
        byte[] digit = Digits.Image(8).ToArray();
        byte[] file = Jpeg(Paint(digit, 240, (ink, _, _) => (byte)(255 - 255 * ink)), 240);
        Assert.InRange(Likeness(DigitPicture.Decode(file, "x").Pixels, digit), 0.93, 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void A_photograph_is_turned_as_its_camera_says(int orientation)
    {
        byte[] digit = Digits.Image(9).ToArray();
        byte[] upright = Paint(digit, 200, (ink, _, _) => (byte)(255 - 255 * ink)), stored = new byte[200 * 200];
        for (int y = 0; y < 200; y++)
            for (int x = 0; x < 200; x++)
            {
                // Exif: 3 is upside down; 6 wants a quarter turn clockwise to be seen upright, 8 the other way.
                var (storedY, storedX) = orientation switch
                {
                    3 => (199 - y, 199 - x),
                    6 => (199 - x, y),
                    _ => (x, 199 - y)
                };
                stored[storedY * 200 + storedX] = upright[y * 200 + x];
            }

        byte[] file = Jpeg(stored, 200);
        byte[] tagged = [.. file[..2], .. ExifSegment(orientation), .. file[2..]];
        Assert.InRange(Likeness(DigitPicture.Decode(tagged, "x").Pixels, digit), 0.93, 1);
        Assert.True(Likeness(DigitPicture.Decode(file, "x").Pixels, digit) < 0.9);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => DigitPicture.Read("no-such-picture.png"));
        Assert.Equal("no-such-picture.png: there is no such file.", error.Message);
    }

    [Fact]
    public void What_is_no_picture_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("notes.png");
        File.WriteAllText(path, "Dear diary");
        AssertRefused("is not a PNG or JPEG picture", () => DigitPicture.Read(path));
        File.WriteAllBytes(path, []);
        AssertRefused("is not a PNG or JPEG picture", () => DigitPicture.Read(path));
        AssertRefused("found a folder", () => DigitPicture.Read(folder.Path));
    }

    [Fact]
    public void A_blank_picture_is_refused()
    {
        var random = new System.Random(4);
        byte[] flat = new byte[100 * 100], rough = new byte[100 * 100];
        Array.Fill(flat, (byte)255);
        for (int i = 0; i < rough.Length; i++) rough[i] = (byte)random.Next(200, 206);
        AssertRefused("no ink found", () => DigitPicture.Decode(Png(flat, 100, ColorComponents.Grey), "x.png"));
        AssertRefused("no ink found", () => DigitPicture.Decode(Png(rough, 100, ColorComponents.Grey), "x.png"));
        AssertRefused("no ink found", () => DigitPicture.Decode(Png([7], 1, ColorComponents.Grey), "x.png"));
    }

    [Fact]
    public void A_huge_picture_is_refused_before_memory_is_taken_for_it()
    {
        byte[] file = Png(new byte[16], 4, ColorComponents.Grey);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 60_000);
        // Of this thread: other tests run beside this one.
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("100 megapixels, found 60000 × 60000", () => DigitPicture.Decode(file, "x.png"));

        byte[] jpeg = Jpeg(new byte[64], 8);
        int frame = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 });
        jpeg.AsSpan(frame + 5, 4).Fill(0xFF);
        AssertRefused("found 65535 × 65535", () => DigitPicture.Decode(jpeg, "x.jpg"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Property(MaxTest = 60)]
    public bool A_damaged_file_is_read_or_refused_and_nothing_else(int seed, bool jpeg)
    {
        var random = new System.Random(seed);
        byte[] picture = Paint(Digits.Image(0).ToArray(), 60, (ink, _, _) => (byte)(255 * ink));
        byte[] file = jpeg ? Jpeg(picture, 60) : Png(picture, 60, ColorComponents.Grey);
        for (int k = 0; k < 5; k++) file[random.Next(8, file.Length)] = (byte)random.Next(256);
        if (random.Next(2) == 0) file = file[..random.Next(8, file.Length)];
        try
        {
            return DigitPicture.Decode(file, "x").Pixels.Length == Side * Side;
        }
        catch (InvalidDataException e)
        {
            return e.Message.StartsWith("x: ", StringComparison.Ordinal) && !e.Message.Contains('\n',
                StringComparison.Ordinal);
        }
    }

    private static void AssertRefused(string reason, Func<object> read)
    {
        var error = Assert.Throws<InvalidDataException>(read);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static byte[] Read(byte[] grey, int side) =>
        DigitPicture.Decode(Png(grey, side, ColorComponents.Grey), "test picture").Pixels;

    /// <summary>The digit enlarged smoothly, each pixel coloured from its ink (0 to 1) and place (0 to 1).</summary>
    internal static byte[] Paint(byte[] digit, int side, Func<double, double, double, byte> colour)
    {
        byte[] picture = new byte[side * side];
        double At(int y, int x) => digit[Math.Clamp(y, 0, Side - 1) * Side + Math.Clamp(x, 0, Side - 1)] / 255.0;
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
            {
                double v = (y + 0.5) * Side / side - 0.5, u = (x + 0.5) * Side / side - 0.5;
                int top = (int)Math.Floor(v), left = (int)Math.Floor(u);
                double down = v - top, right = u - left;
                double ink = (At(top, left) * (1 - right) + At(top, left + 1) * right) * (1 - down)
                    + (At(top + 1, left) * (1 - right) + At(top + 1, left + 1) * right) * down;
                picture[y * side + x] = colour(ink, (double)x / side, (double)y / side);
            }

        return picture;
    }

    /// <summary>
    /// Cosine of the angle between two images: 1 where they are alike. Centring moves by whole pixels, so the least
    /// difference can move a digit by one; the best of those places counts.
    /// </summary>
    internal static double Likeness(byte[] a, byte[] b)
    {
        double best = 0;
        for (int shift = 0; shift < 9; shift++)
        {
            double ab = 0, aa = 0, bb = 0;
            for (int y = 1; y < Side - 1; y++)
                for (int x = 1; x < Side - 1; x++)
                {
                    int one = a[y * Side + x], other = b[(y + shift / 3 - 1) * Side + x + shift % 3 - 1];
                    ab += one * other;
                    aa += one * one;
                    bb += other * other;
                }

            best = Math.Max(best, ab / Math.Sqrt(aa * bb));
        }

        return best;
    }

    /// <summary>Mean width of the strokes in pixels: a long stroke has its area over half its outline.</summary>
    private static double PenOf(ReadOnlySpan<byte> digit)
    {
        double area = 0, outline = 0;
        for (int y = 0; y < Side - 1; y++)
            for (int x = 0; x < Side - 1; x++)
            {
                int here = digit[y * Side + x], right = digit[y * Side + x + 1], below = digit[(y + 1) * Side + x];
                area += here;
                outline += Math.Sqrt((here - right) * (here - right) + (here - below) * (here - below));
            }

        return 2 * area / outline;
    }
}
