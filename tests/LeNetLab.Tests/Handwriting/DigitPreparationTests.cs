using FsCheck.Xunit;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

public class DigitPreparationTests
{
    private const int Side = 28;

    [Property(MaxTest = 40)]
    public bool Where_the_ink_lies_does_not_matter(byte right, byte down, int seed)
    {
        byte[] digit = Drawn.Generate(1, seed).Image(0).ToArray();
        int width = Side + right, height = Side + down;
        byte[] moved = new byte[width * height];
        for (int y = 0; y < Side; y++)
            digit.AsSpan(y * Side, Side).CopyTo(moved.AsSpan((y + down) * width + right));
        return DigitPreparation.Prepare(moved, height, width)
            .SequenceEqual(DigitPreparation.Prepare(digit, Side, Side));
    }

    [Property(MaxTest = 25)]
    public bool A_prepared_digit_stays_as_it_is_at_any_whole_size(int seed)
    {
        byte[] digit = Drawn.Generate(1, seed).Image(0).ToArray();
        for (int times = 1; times <= 5; times++)
        {
            byte[] again = DigitPreparation.Prepare(Enlarge(digit, times), Side * times, Side * times);
            if (again.Zip(digit).Any(pair => Math.Abs(pair.First - pair.Second) > 1))
                return false;
        }

        return true;
    }

    [Fact]
    public void Real_digits_enlarged_and_prepared_again_are_the_same()
    {
        var sets = DataFolder.Load(RealMnist.Require(), DataSetCatalog.Mnist, TestContext.Current.CancellationToken);
        int same = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] digit = sets.Train.Image(i).ToArray();
            byte[] again = DigitPreparation.Prepare(Enlarge(digit, 4), 4 * Side, 4 * Side);
            same += again.Zip(digit).All(pair => Math.Abs(pair.First - pair.Second) <= 1) ? 1 : 0;
        }

        // A few of the real ones were centred before some speck was cut away.
        Assert.InRange(same, 490, 500);
    }

    [Theory]
    [InlineData(30, 10, 20, 7)]
    [InlineData(10, 30, 7, 20)]
    [InlineData(40, 1, 20, 1)]
    [InlineData(3, 3, 20, 20)]
    public void A_rectangle_fits_the_box_and_lies_in_the_middle(int height, int width, int newHeight, int newWidth)
    {
        byte[] ink = new byte[height * width];
        Array.Fill(ink, (byte)255);
        byte[] digit = DigitPreparation.Prepare(ink, height, width);
        int[] lit = [.. Enumerable.Range(0, Side * Side).Where(i => digit[i] > 0)];
        Assert.Equal(newHeight * newWidth, lit.Length);
        Assert.Equal(newHeight, lit.Max(i => i / Side) - lit.Min(i => i / Side) + 1);
        Assert.InRange(lit.Average(i => i / Side), 13.5, 14.4999);
        Assert.InRange(lit.Average(i => i % Side), 13.5, 14.4999);
        Assert.All(lit, i => Assert.Equal(255, digit[i]));
    }

    [Fact]
    public void Reducing_keeps_the_share_of_the_ink()
    {
        // A fine checkerboard in a full frame: each prepared pixel covers as much ink as paper.
        float[] ink = new float[80 * 80];
        for (int i = 0; i < ink.Length; i++)
            ink[i] = (i / 80 + i % 80) % 2;
        byte[] digit = new byte[Side * Side];
        Assert.True(DigitPreparation.TryPrepare(ink, 80, 80, digit));
        Assert.Equal(400, digit.Count(p => p is 127 or 128));
    }

    [Fact]
    public void Blank_ink_and_wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => DigitPreparation.Prepare(new byte[100], 10, 10));
        Assert.Throws<ArgumentException>(() => DigitPreparation.Prepare(new byte[99], 10, 10));
        byte[] target = new byte[Side * Side];
        target[5] = 9;
        Assert.False(DigitPreparation.TryPrepare(new float[100], 10, 10, target));
        Assert.All(target, p => Assert.Equal(0, p));
    }

    private static byte[] Enlarge(byte[] digit, int times)
    {
        int side = Side * times;
        byte[] large = new byte[side * side];
        for (int i = 0; i < large.Length; i++)
            large[i] = digit[i / side / times * Side + i % side / times];
        return large;
    }
}
