using LeNetLab.Handwriting;
using StbImageSharp;
using Xunit;
using static LeNetLab.Tests.Handwriting.PictureBytes;

namespace LeNetLab.Tests.Handwriting;

/// <summary>Pictures that lie, that are cut, or that ask for more memory or time than a picture is worth.</summary>
public class HostilePictureTests
{
    private const long FewBytes = 4 << 20;

    private static readonly byte[] Digit = Enlarged(Drawn.Generate(1, 5).Image(0), 4);

    /// <summary>Each kind of PNG is read as another decoder reads it.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void A_png_of_any_kind_is_read_as_others_read_it(int colour, int depth)
    {
        var random = new System.Random(colour * 100 + depth);
        byte[] palette = new byte[3 << depth % 16];
        random.NextBytes(palette);
        byte[][] extra = colour == 3 ? [Chunk("PLTE", palette)] : [];
        foreach (var (width, height) in new[] { (1, 1), (3, 2), (9, 7), (33, 21) })
            foreach (bool interlaced in new[] { false, true })
            {
                byte[] file = RandomPng(random, colour, depth, width, height, interlaced, extra);
                var expected = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
                GreyPicture read = PictureFile.Decode(file, "x").Picture.ToGrey();
                Assert.Equal((width, height), (read.Width, read.Height));
                double visible = 0, lit = 0;
                for (int i = 0; i < read.Values.Length; i++)
                    (visible, lit) = (visible + expected.Data[4 * i + 3], lit + expected.Data[4 * i + 3] * Luma(i));
                double paper = lit < visible / 2 ? 1 : 0;
                for (int i = 0; i < read.Values.Length; i++)
                    Assert.Equal(paper + expected.Data[4 * i + 3] / 255.0 * (Luma(i) - paper), read.Values[i], 1e-5);

                double Luma(int i) => (0.299 * expected.Data[4 * i] + 0.587 * expected.Data[4 * i + 1]
                    + 0.114 * expected.Data[4 * i + 2]) / 255;
            }
    }

    [Fact]
    public void A_colour_that_stands_for_nothing_is_paper()
    {
        byte[] grey = RandomPng(new System.Random(2), 0, 8, 6, 6, false, Chunk("tRNS", 0, 77));
        byte[] palette = RandomPng(
            new System.Random(3), 3, 1, 6, 6, false, Chunk("PLTE", 9, 9, 9, 200, 200, 200), Chunk("tRNS", 0));
        foreach (byte[] file in new[] { grey, palette })
        {
            var expected = ImageResult.FromMemory(file, ColorComponents.GreyAlpha).Data;
            float[] read = PictureFile.Decode(file, "x").Picture.ToGrey().Values;
            for (int i = 0; i < read.Length; i++)
                if (expected[2 * i + 1] != 0)
                    Assert.Equal(expected[2 * i] / 255.0, read[i], 1e-2);
        }
    }

    [Fact]
    public void A_large_picture_is_the_mean_of_its_squares()
    {
        byte[] file = RandomPng(new System.Random(7), 0, 8, 1230, 811, false);
        byte[] pixels = ImageResult.FromMemory(file, ColorComponents.Grey).Data;
        var whole = new GreyPicture([.. pixels.Select(p => p / 255f)], 811, 1230);
        Assert.Equal(whole.Reduce(3).Values, PictureFile.Decode(file, "x").Picture.ToGrey().Values);
    }

    /// <summary>Wherever a file ends early, it is refused.</summary>
    [Fact]
    public void A_file_that_is_cut_is_refused_wherever_the_cut()
    {
        byte[] colours = [.. Digit.SelectMany(p => new[] { p, (byte)(255 - p), (byte)40 })];
        foreach (byte[] file in new[]
        {
            Png(Digit, 112), Jpeg(Digit, 112), Jpeg(colours, 112, StbImageWriteSharp.ColorComponents.RedGreenBlue),
        })
        {
            Assert.Equal(112, DigitPicture.Decode(file, "x").PictureWidth);
            for (int length = 60; length < file.Length; length += 7)
                Refuse(file[..length], "expected a whole picture, found one that is cut short");
        }
    }

    /// <summary>What a broken download leaves: the end is there, or zeros are, but not the pixels.</summary>
    [Fact]
    public void A_jpeg_without_half_of_its_data_is_refused_even_with_an_end()
    {
        byte[] file = Jpeg(Digit, 112);
        for (int length = file.Length / 3; length < file.Length - 12; length += 11)
        {
            Refuse([.. file[..length], 0xFF, 0xD9], "cut short");
            Refuse([.. file[..length], .. new byte[file.Length - length]], "cut short");
        }
    }

    [Fact]
    public void A_changed_bit_of_a_png_is_noticed()
    {
        byte[] file = Png(Digit, 112);
        for (int at = 8; at < file.Length; at += 5)
        {
            byte[] changed = [.. file];
            changed[at] ^= 4;
            Assert.Throws<InvalidDataException>(() => DigitPicture.Decode(changed, "x"));
        }
    }

    [Fact]
    public void A_chunk_that_claims_more_than_there_is_takes_no_memory()
    {
        byte[] file = Png(Digit, 112);
        file[file.Length - 12] = 0x7F;
        Refuse(file, "cut short");
        file[file.Length - 12] = 0xFF;
        Refuse(file, "a chunk claims");
    }

    [Fact]
    public void Pixels_that_were_not_announced_take_no_memory()
    {
        byte[] bomb = Packed(new byte[50_000_000]);
        Refuse([.. PngStart, .. Header(1, 1), .. Chunk("IDAT", bomb), .. Chunk("IEND")], "more pixels than its size");
    }

    [Fact]
    public void A_small_file_cannot_be_a_large_picture()
    {
        Refuse([.. PngStart, .. Header(10_000, 10_000), .. Chunk("IDAT", Packed(new byte[100])), .. Chunk("IEND")],
            "cut short");
        foreach (bool progressive in new[] { true, false })
            Refuse(
                [.. JpegHead(7_000, 7_000, progressive), .. Scan(0, progressive ? 0 : 63, 0, new byte[40]), 0xFF, 0xD9],
                "cut short");
        Refuse([.. JpegHead(10_000, 10_000), .. Scan(0, 0, 0, new byte[40]), 0xFF, 0xD9], "at most 50 megapixels");
        Refuse([.. PngStart, .. Header(90_000, 1), .. Chunk("IDAT"), .. Chunk("IEND")], "megapixels");
        Refuse([.. PngStart, .. Header(0, 5), .. Chunk("IDAT"), .. Chunk("IEND")], "no pixels");
    }

    /// <summary>Each scan is a way over the whole picture, for a few bytes of the file.</summary>
    [Fact]
    public void Scans_are_counted()
    {
        byte[] scan = Scan(1, 63, 0, [0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00]);
        byte[] start = [.. JpegHead(800, 800), .. Scan(0, 0, 0, new byte[1250])];
        byte[] few = [.. start, .. Enumerable.Repeat(scan, 20).SelectMany(s => s), 0xFF, 0xD9];
        byte[] many = [.. start, .. Enumerable.Repeat(scan, 20_000).SelectMany(s => s), 0xFF, 0xD9];
        Assert.Equal((800, 800), JpegCheck.Check(few) is var (width, height, _) ? (width, height) : default);
        Refuse(many, "expected at most 100 scans, found more");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Exif_is_found_in_a_png_and_behind_fill_bytes(int orientation)
    {
        byte[] png = Png(Digit, 112), jpeg = Jpeg(Digit, 112);
        byte[] tagged = [.. png[..33], .. Chunk("eXIf", Tiff(orientation)), .. png[33..]];
        byte[] filled = [.. jpeg[..2], 0xFF, 0xFF, 0xFF, .. ExifSegment(orientation), 0xFF, .. jpeg[2..]];
        Assert.Equal(orientation, PictureFile.Decode(tagged, "x").Orientation);
        Assert.Equal(orientation, PictureFile.Decode(filled, "x").Orientation);
    }

    [Fact]
    public void What_never_ends_is_refused_at_its_first_bytes()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero.");
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => DigitPicture.Read("/dev/zero"));
        Assert.Contains("is not a PNG or JPEG", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FewBytes);
    }

    private static void Refuse(byte[] file, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => DigitPicture.Decode(file, "x"));
        Assert.StartsWith("x: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FewBytes);
    }

    private static byte[] Enlarged(ReadOnlySpan<byte> digit, int by)
    {
        byte[] large = new byte[digit.Length * by * by];
        int side = 28 * by;
        for (int i = 0; i < large.Length; i++) large[i] = (byte)(255 - digit[i / side / by * 28 + i % side / by]);
        return large;
    }
}
