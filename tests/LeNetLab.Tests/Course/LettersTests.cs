using LeNetLab.Course;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Course;

/// <summary>Letters with nothing, with a part of EMNIST, and with the whole of it.</summary>
public sealed class LettersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void With_nothing_they_are_drawn_and_the_line_says_what_is_skipped()
    {
        var letters = Letters.Load("builtin", Token);
        Assert.False(letters.AreReal);
        Assert.Null(letters.Sample);
        Assert.Empty(letters.LabelFiles);
        Assert.Equal((Letters.DrawnTrainCount, Letters.DrawnTestCount, 26),
            (letters.Train.Count, letters.Test.Count, letters.Train.Classes));
        Assert.Contains("Skipped: training on EMNIST Letters", letters.Description, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', letters.Description);
    }

    [Fact]
    public void A_part_of_it_is_used_and_the_rest_is_drawn()
    {
        var real = Path.GetDirectoryName(RealEmnist.Require("emnist-letters-mapping.txt"))!;
        RealEmnist.Require("emnist-letters-train-labels-idx1-ubyte.gz");
        RealEmnist.Require("letters-sample", "emnist-letters-sample51-images-idx3-ubyte.gz");
        var letters = Letters.Load(real, Token);
        Assert.False(letters.AreReal);
        Assert.Equal(51, letters.Sample!.Count);
        Assert.Contains(
            letters.LabelFiles, file => file.Set == DataSetCatalog.EmnistLetters && file.Labels.Length == 124_800);
        Assert.Contains("no image files", letters.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(real, letters.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_set_is_trained_on_where_it_is()
    {
        WriteWhole();
        var letters = Letters.Load(_folder.Path, Token);
        Assert.True(letters.AreReal);
        Assert.Equal((52, 26), (letters.Train.Count, letters.Test.Count));
        Assert.Equal("A", letters.Train.LabelName(0));
        // Stored column by column: the ink that was put into the second place of the file is in the second row.
        Assert.Equal(200, letters.Train.Image(0)[28]);
        Assert.Contains("cannot be shown to be the published EMNIST Letters", letters.Description,
            StringComparison.Ordinal);
        Assert.Equal(2, letters.LabelFiles.Count);
    }

    [Fact]
    public void A_label_that_no_class_has_is_one_line()
    {
        WriteWhole(label: 0);
        var e = Assert.Throws<DataSetException>(() => Letters.Load(_folder.Path, Token));
        Assert.Contains("expected labels 1 to 26, found 0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_line()
    {
        var e = Assert.Throws<DataSetException>(() => Letters.Load(_folder.File("missing"), Token));
        Assert.DoesNotContain('\n', e.Message);
    }

    private void WriteWhole(byte? label = null)
    {
        foreach (var (part, count) in new[] { ("train", 52), ("test", 26) })
        {
            var pixels = new byte[count * 784];
            pixels[1] = 200;
            var labels = Enumerable.Range(0, count).Select(i => label ?? (byte)(1 + i % 26)).ToArray();
            IdxFile.Write(_folder.File($"emnist-letters-{part}-images-idx3-ubyte"),
                new IdxArray(IdxElementType.UInt8, [count, 28, 28], pixels));
            IdxFile.Write(_folder.File($"emnist-letters-{part}-labels-idx1-ubyte"),
                new IdxArray(IdxElementType.UInt8, [count], labels));
        }
    }
}
