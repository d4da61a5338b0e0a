using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Paper1998.Baselines;
using Xunit;

namespace LeNetLab.Tests.Course;

/// <summary>Real letters of EMNIST: they are stored lying on their side, mirrored, and with labels from 1.</summary>
public class EmnistLettersTests
{
    private const int Side = 28;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_pixel_changes_places_with_its_mirror_image_about_the_diagonal()
    {
        var (stored, upright) = Load();
        Assert.Equal(51, upright.Count);
        for (var i = 0; i < upright.Count; i++)
        {
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                    Assert.Equal(stored[i * Side * Side + x * Side + y], upright.Image(i)[y * Side + x]);
            }
        }
    }

    [Fact]
    public void Labels_from_1_become_labels_from_0_with_the_names_that_the_source_gives()
    {
        var (_, upright) = Load();
        var listed = File.ReadAllLines(RealEmnist.Require("letters-sample", "source-index.csv")).Skip(1)
            .Select(line => line.Split(',')[3]);
        Assert.Equal(listed, Enumerable.Range(0, upright.Count).Select(upright.LabelName));
        Assert.Equal(26, upright.Classes);
    }

    /// <summary>
    /// Six characters that somebody else has put upright: where a letter is in both, it looks like ours and not like
    /// the stored one.
    /// </summary>
    [Theory]
    [InlineData("a", 'A')]
    [InlineData("e", 'E')]
    [InlineData("U", 'U')]
    public void They_stand_as_characters_do_that_others_put_upright(string file, char letter)
    {
        var (stored, upright) = Load();
        var other = PictureFile.Decode(
            PictureFile.ReadAll(RealEmnist.Require("fsdl-samples", $"{file}.png")), file).Picture.ToGrey();
        double best = double.MaxValue, bestStored = double.MaxValue;
        foreach (var i in upright.IndicesOf(letter - 'A'))
        {
            best = Math.Min(best, Distance(upright.Image(i), other));
            bestStored = Math.Min(bestStored, Distance(stored.AsSpan(i * Side * Side, Side * Side), other));
        }

        Assert.True(best < bestStored, $"{best} upright, {bestStored} as stored");
    }

    /// <summary>A reader that knows drawn letters only finds many more of them when they stand upright.</summary>
    [Fact]
    public void They_can_be_read_upright_and_not_as_stored()
    {
        var (stored, upright) = Load();
        var reader = new MeanImageClassifier(BuiltInCharacters.Generate(DataSetCatalog.EmnistLetters, 5_200, 1, Token));
        var lying = new ImageSet(stored, upright.Labels.ToArray(), Side, Side, "as stored", 26);
        var (found, lost) = (reader.Run(upright).Accuracy, reader.Run(lying).Accuracy);
        Assert.True(found > 0.2 && found > 2 * lost, $"{found} upright, {lost} as stored");
    }

    private static (byte[] Stored, ImageSet Upright) Load()
    {
        var images = RealEmnist.Require("letters-sample", "emnist-letters-sample51-images-idx3-ubyte.gz");
        var labels = RealEmnist.Require("letters-sample", "emnist-letters-sample51-labels-idx1-ubyte.gz");
        var upright = DataSetReader.Combine(DataSetCatalog.EmnistLetters, "sample", (IdxFile.Read(images), images),
            (IdxFile.Read(labels), labels));
        return (IdxFile.Read(images).Bytes, upright);
    }

    private static double Distance(ReadOnlySpan<byte> image, GreyPicture other)
    {
        Assert.Equal((Side, Side), (other.Height, other.Width));
        double sum = 0;
        for (var i = 0; i < image.Length; i++) sum += Math.Pow(image[i] / 255.0 - other.Values[i], 2);
        return sum;
    }
}
