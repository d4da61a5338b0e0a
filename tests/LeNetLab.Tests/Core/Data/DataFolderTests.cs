using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public sealed class DataFolderTests : IDisposable
{
    private static readonly SmallDataSet Data = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Layouts
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var layout in (string[])["{0}", "{1}", "{0}.gz", "{1}.gz", "{0}/{0}", "{1}/{1}", "{0}/{1}",
                "archive/{0}", "archive/{1}/{1}"])
            {
                data.Add(layout, false);
                data.Add(layout, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_layout_is_found_raw_or_packed(string layout, bool gzip)
    {
        Data.WriteTo(_folder.Path, name => string.Format(null, layout, name, Kaggle(name)), gzip);
        File.WriteAllText(_folder.File("readme.txt"), "not a digit");
        var sets = DataFolder.Load(_folder.Path, Data.Set, Token);
        Assert.True(Data.Equals(sets.Train, sets.Test));
        Assert.True(sets.IsVerified);
    }

    [Fact]
    public void The_whole_Kaggle_copy_with_its_doubles_is_found()
    {
        Data.WriteTo(_folder.Path, Kaggle);
        Data.WriteTo(_folder.Path, name => $"{name}/{name}");
        Assert.Equal(
            _folder.File("train-images.idx3-ubyte"), DataFolder.Find(_folder.Path, Data.Set)[DataFileRole.TrainImages]);
        Assert.True(DataFolder.Load(_folder.Path, Data.Set, Token).IsVerified);
    }

    [Fact]
    public void Other_images_are_taken_but_not_called_genuine()
    {
        new SmallDataSet(train: 12, test: 3, seed: 9).WriteTo(_folder.Path, name => name);
        var sets = DataFolder.Load(_folder.Path, Data.Set, Token);
        Assert.Equal(12, sets.Train.Count);
        Assert.False(sets.IsVerified);
    }

    [Fact]
    public void Missing_files_are_listed_in_one_line()
    {
        Data.WriteTo(_folder.Path, name => name);
        File.Delete(_folder.File("train-labels-idx1-ubyte"));
        File.Delete(_folder.File("t10k-images-idx3-ubyte"));
        Fails("found 2; missing: train-labels-idx1-ubyte, t10k-images-idx3-ubyte", _folder.Path);
    }

    [Fact]
    public void A_folder_that_is_none_is_named()
    {
        Fails("found nothing of that name", _folder.File("nowhere"), _folder.File("nowhere"));
        File.WriteAllText(_folder.File("file"), "");
        Fails("found a file", _folder.File("file"), _folder.File("file"));
        Fails("found 0; missing: train-images-idx3-ubyte, train-labels", _folder.Path);
    }

    [Fact]
    public void Two_copies_below_are_a_question_not_a_guess()
    {
        Data.WriteTo(_folder.File("fashion"), name => name);
        Data.WriteTo(_folder.File("digits"), name => name);
        Fails("found digits and fashion; name the one to use", _folder.Path);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        Check("train-labels-idx1-ubyte", PlainIdx.Labels(39), "expected 40 labels, one for each image, found 39");
        Check("t10k-labels-idx1-ubyte", PlainIdx.Labels(10, first: 1), "expected labels 0 to 9, found 10 at index");
        Check("t10k-images-idx3-ubyte", PlainIdx.Images(10, 32, 32, 1),
            "expected images, UInt8 N × 28 × 28, found UInt8 10 × 32 × 32");
        Check("t10k-images-idx3-ubyte", PlainIdx.Labels(10), "expected images, UInt8 N × 28 × 28, found UInt8 10");
        Check("train-labels-idx1-ubyte", PlainIdx.Images(40, 1, 1, 1),
            "expected labels, UInt8 N, found UInt8 40 × 1 × 1");
        Check("train-images-idx3-ubyte", PlainIdx.Images(0, 28, 28, 1), "expected at least one image");

        void Check(string name, byte[] content, string expected)
        {
            Data.WriteTo(_folder.Path, file => file);
            File.WriteAllBytes(_folder.File(name), content);
            Fails(expected, _folder.Path, _folder.Path);
        }
    }

    [Fact]
    public void Other_sets_of_the_same_form_are_an_entry_and_no_code()
    {
        // As in the letters of EMNIST: labels from 1, images stored column by column.
        var folder = _folder.Path;
        var pixels = new byte[2 * 28 * 28];
        pixels[3 * 28 + 5] = 200;
        foreach (var part in new[] { "train", "t10k" })
        {
            File.WriteAllBytes(_folder.File(part + "-images-idx3-ubyte"), PlainIdx.Write(8, [2, 28, 28], pixels));
            File.WriteAllBytes(_folder.File(part + "-labels-idx1-ubyte"), PlainIdx.Write(8, [2], [26, 1]));
        }
        var letters = Data.Set with { Name = "Letters", FirstLabel = 1, Classes = 26, Transposed = true };
        var train = DataFolder.Load(folder, letters, Token).Train;
        Assert.Equal([25, 0], train.Labels.ToArray());
        Assert.Equal(200, train.Image(0)[5 * 28 + 3]);
        Assert.Equal(200, train.Pixels.ToArray().Sum(p => p));
        Assert.Equal("Letters training", train.Name);
    }

    private void Fails(string expected, string start, string? folder = null)
    {
        var e = Assert.Throws<DataSetException>(() => DataFolder.Load(folder ?? _folder.Path, Data.Set, Token));
        Assert.StartsWith(start, e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static string Kaggle(string name) => name.Replace("-idx", ".idx", StringComparison.Ordinal);
}
