using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Simd;
using StbImageWriteSharp;
using Xunit;
using static LeNetLab.Tests.Handwriting.DigitPictureTests;
using static LeNetLab.Tests.Handwriting.PictureBytes;

namespace LeNetLab.Tests.Handwriting;

/// <summary>A digit on paper of many kinds is found as it is found alone; what is no digit is not called one.</summary>
public sealed class PaperTests
{
    private const int Side = 280;

    private static readonly byte[] Digit = Drawn.Generate(12, 77).Image(3).ToArray();

    public static TheoryData<string, Func<double, double, double, byte>> Papers { get; } = new()
    {
        { "a sheet on a dark table", (ink, x, y) =>
            (byte)(Math.Abs(x - 0.5) > 0.42 || Math.Abs(y - 0.5) > 0.42 ? 40 : 220 - 180 * ink) },
        { "dark lines", (ink, _, y) => (byte)(220 - 180 * Math.Max(ink, y * Side % 60 < 3 ? 0.7 : 0)) },
        { "squares", (ink, x, y) =>
            (byte)(220 - 180 * Math.Max(ink, (y * Side + 20) % 40 < 2 || (x * Side + 20) % 40 < 2 ? 0.3 : 0)) },
        { "a shadow's edge", (ink, x, y) => (byte)((220 - 180 * ink) * (x + 0.3 * y > 0.65 ? 0.45 : 1)) },
    };

    [Theory]
    [MemberData(nameof(Papers))]
    public void The_paper_does_not_matter(string _, Func<double, double, double, byte> colour)
    {
        var alone = Find((ink, _, _) => (byte)(220 - 180 * ink));
        var read = Find(colour);
        Assert.InRange(Likeness(read.Pixels, alone.Pixels), 0.9, 1);
        Assert.Equal(0, read.Others);
    }

    [Fact]
    public void A_neighbour_as_large_is_counted_and_the_answer_says_several()
    {
        byte[] one = Paint(Digit, 140, (ink, _, _) => (byte)(255 * ink)), two = new byte[280 * 280];
        for (int y = 0; y < 140; y++)
            for (int x = 0; x < 280; x++) two[(y + 70) * 280 + x] = one[y * 140 + x % 140];
        var picture = DigitPicture.Decode(Png(two, 280, ColorComponents.Grey), "two");
        var said = Inference.Run(NetworkWeights.Pretrained(),
            new ImageSet(DigitAnswer.Views(picture.Pixels), new byte[DigitAnswer.ViewCount]), SimdBackend.Instance,
            cancellationToken: TestContext.Current.CancellationToken);
        var answer = DigitAnswer.Judge(picture, said);
        Assert.Equal(1, picture.Others);
        Assert.Equal(DigitVerdict.SeveralDigits, answer.Verdict);
    }

    [Fact]
    public void Every_stage_has_the_pixels_of_its_size_and_the_last_is_what_is_read()
    {
        byte[] file = Png(Paint(Digit, Side, (ink, _, _) => (byte)(220 - 180 * ink)), Side, ColorComponents.Grey);
        var stages = DigitPicture.Stages(file, "picture");
        Assert.All(stages, stage => Assert.Equal(stage.Height * stage.Width, stage.Pixels.Length));
        Assert.Equal(DigitPicture.Decode(file, "picture").Pixels, stages[^1].Pixels);
    }

    private static DigitPicture Find(Func<double, double, double, byte> colour) =>
        DigitPicture.Decode(Png(Paint(Digit, Side, colour), Side, ColorComponents.Grey), "picture");
}
