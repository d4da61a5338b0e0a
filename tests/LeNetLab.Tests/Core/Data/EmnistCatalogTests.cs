using System.Globalization;
using LeNetLab.Course;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

/// <summary>EMNIST's entries against the facts published with it, and its real files if available.</summary>
public class EmnistCatalogTests
{
    private static IEnumerable<DataSet> Splits =>
        DataSetCatalog.All.Where(set => set.Folder.StartsWith("emnist-", StringComparison.Ordinal));

    public static TheoryData<string> Names => [.. Splits.Select(set => set.Folder)];

    /// <summary>The table of the paper and of NIST's page; for the letters the numbers that the files have.</summary>
    [Theory]
    [InlineData("emnist-byclass", 62, 697_932, 116_323)]
    [InlineData("emnist-bymerge", 47, 697_932, 116_323)]
    [InlineData("emnist-balanced", 47, 112_800, 18_800)]
    [InlineData("emnist-letters", 26, 124_800, 20_800)]
    [InlineData("emnist-digits", 10, 240_000, 40_000)]
    [InlineData("emnist-mnist", 10, 60_000, 10_000)]
    public void A_split_has_its_classes_and_counts(string name, int classes, int train, int test)
    {
        var set = DataSetCatalog.Find(name)!;
        Assert.Equal(classes, set.Classes);
        Assert.Equal([train, train, test, test], set.Files.Select(file => file.Count));
        Assert.Equal(name == "emnist-letters" ? 1 : 0, set.FirstLabel);
        Assert.True(set.Transposed);
        Assert.Equal(Preparation.Emnist, set.Preparation);
        Assert.All(set.Files, file => Assert.StartsWith(name + "-", file.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_character_is_in_one_class_and_the_merged_ones_are_the_papers()
    {
        foreach (var set in Splits)
        {
            Assert.Distinct(string.Concat(set.Characters!));
            Assert.All(
                set.Characters!, c => Assert.All(c, character => Assert.True(char.IsAsciiLetterOrDigit(character))));
        }

        Assert.All(new[] { "emnist-byclass", "emnist-bymerge", "emnist-balanced" }, name =>
            Assert.Equal(62, string.Concat(DataSetCatalog.Find(name)!.Characters!).Length));
        var merged = DataSetCatalog.EmnistBalanced.Characters!.Where(c => c.Length == 2);
        Assert.Equal(
            ["Cc", "Ii", "Jj", "Kk", "Ll", "Mm", "Oo", "Pp", "Ss", "Uu", "Vv", "Ww", "Xx", "Yy", "Zz"], merged);
    }

    /// <summary>A line of the mapping file: the label, then the codes of the characters.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_names_are_those_of_the_published_mapping(string name)
    {
        var set = DataSetCatalog.Find(name)!;
        var lines = File.ReadAllLines(RealEmnist.Require($"{name}-mapping.txt")).Where(line => line.Trim().Length > 0)
            .Select(
                line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray())
            .ToList();
        Assert.Equal(set.Classes, lines.Count);
        for (var c = 0; c < set.Classes; c++)
        {
            Assert.Equal(set.FirstLabel + c, lines[c][0]);
            Assert.Equal(set.ClassNames[c], $"{(char)lines[c][1]}");
            if (set == DataSetCatalog.EmnistLetters)
                Assert.Equal(set.Characters![c], $"{(char)lines[c][1]}{(char)lines[c][2]}");
        }
    }

    [Fact]
    public void Lengths_and_digests_are_those_of_the_published_files()
    {
        var published = File.ReadAllLines(RealEmnist.Require("CANONICAL-gz-sha256-size.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[2],
                words => (Length: long.Parse(words[1], CultureInfo.InvariantCulture), Sha256: words[0]));
        Assert.Equal(24, published.Count);
        Assert.All(Splits.SelectMany(set => set.Files), file =>
            Assert.Equal(published[file.PackedName], (file.PackedLength, file.PackedSha256)));
    }

    [Theory]
    [InlineData("emnist-letters", true, 4_800)]
    [InlineData("emnist-letters", false, 800)]
    [InlineData("emnist-balanced", true, 2_400)]
    [InlineData("emnist-balanced", false, 400)]
    public void The_real_label_files_have_as_many_labels_of_each_class(string name, bool train, int each)
    {
        var role = train ? DataFileRole.TrainLabels : DataFileRole.TestLabels;
        var set = DataSetCatalog.Find(name)!;
        var labels = IdxFile.Read(RealEmnist.Require(set.File(role).PackedName));
        DataSetReader.CheckLabels(set, labels, name);
        Assert.Equal(set.File(role).Count, labels.Count);
        var counts = new LabelFile(set, "", labels.Bytes).CountPerClass();
        Assert.Equal(Enumerable.Repeat(each, set.Classes), counts);
    }
}
