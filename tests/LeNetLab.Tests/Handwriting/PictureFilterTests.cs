using FsCheck.Xunit;
using LeNetLab.Handwriting;

namespace LeNetLab.Tests.Handwriting;

/// <summary>What is done to a picture's brightness, against the definitions.</summary>
public sealed class PictureFilterTests
{
    [Property(MaxTest = 60)]
    public bool Closing_is_the_lowest_of_the_highest_in_a_square(int seed)
    {
        var random = new Random(seed);
        int reach = random.Next(1, 9);
        GreyPicture picture = Any(random), highest = Extreme(picture, reach, 1);
        return PictureBackground.Filled(picture, reach).Values.SequenceEqual(Extreme(highest, reach, -1).Values);
    }

    [Property(MaxTest = 60)]
    public bool What_is_selected_stands_at_its_place_in_order(int seed)
    {
        var random = new Random(seed);
        float[] values = Any(random).Values, sorted = [.. values.Order()];
        int place = random.Next(values.Length);
        return GreyPicture.Select(values, place) == sorted[place] && values.Order().SequenceEqual(sorted);
    }

    // Few values, so that many are equal.
    private static GreyPicture Any(Random random)
    {
        var picture = new GreyPicture(random.Next(1, 40), random.Next(1, 40));
        int values = random.Next(1, 300);
        for (int i = 0; i < picture.Values.Length; i++) picture.Values[i] = random.Next(values) / 100f;
        return picture;
    }

    private static GreyPicture Extreme(GreyPicture picture, int reach, float sign)
    {
        var result = new GreyPicture(picture.Height, picture.Width);
        for (int y = 0; y < picture.Height; y++)
            for (int x = 0; x < picture.Width; x++)
            {
                var near = from v in Enumerable.Range(-reach, 2 * reach + 1)
                           from u in Enumerable.Range(-reach, 2 * reach + 1)
                           where y + v >= 0 && x + u >= 0 && y + v < picture.Height && x + u < picture.Width
                           select sign * picture[y + v, x + u];
                result.Values[y * picture.Width + x] = sign * near.Max();
            }

        return result;
    }
}
