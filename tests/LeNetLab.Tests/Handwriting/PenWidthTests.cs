using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

public sealed class PenWidthTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(1.7)]
    public void Thickening_dims_no_ink_and_thinning_greys_no_paper(double radius)
    {
        var random = new Random(4);
        var digit = new GreyPicture(9, 7);
        for (var i = 0; i < digit.Values.Length; i++) digit.Values[i] = random.Next(3) / 2f;

        var thick = PenWidth.Spread(digit, radius, thicken: true);
        var thin = PenWidth.Spread(digit, radius, thicken: false);

        var margin = (thick.Width - digit.Width) / 2;
        for (var y = 0; y < digit.Height; y++)
            for (var x = 0; x < digit.Width; x++)
            {
                Assert.True(thick[y + margin, x + margin] >= digit[y, x]);
                Assert.True(thin[y, x] <= digit[y, x]);
            }

        Assert.True(thick.Values.Sum() > digit.Values.Sum());
        Assert.True(thin.Values.Sum() < digit.Values.Sum());
    }
}
