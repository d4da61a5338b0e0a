using System.Text.RegularExpressions;
using LeNetLab.Paper1998;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

public partial class PaperTableTests
{
    [Fact]
    public void Keys_are_unique_and_fit_for_file_names()
    {
        Assert.Equal(
            PaperTable.All.Count, PaperTable.All.Select(row => row.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.All(PaperTable.All, row => Assert.Matches(KeyForm(), row.Key));
        Assert.All(PaperTable.All, row => Assert.Same(row, PaperTable.Find(row.Key.ToUpperInvariant())));
        Assert.Null(PaperTable.Find("lenet-6"));
    }

    [Fact]
    public void Figure_9_has_published_errors_and_changes_have_none()
    {
        Assert.All(PaperTable.Figure9, row => Assert.NotNull(row.PublishedErrorPercent));
        Assert.All(PaperTable.Changes.Concat(PaperTable.Explanations), row => Assert.Null(row.PublishedErrorPercent));
        Assert.Equal(
            (0.95, 0.8), (PaperTable.LeNet5.PublishedErrorPercent, PaperTable.LeNet5Distorted.PublishedErrorPercent));
    }

    [Fact]
    public void An_explanation_says_which_row_it_explains()
    {
        Assert.All(PaperTable.Explanations, row => Assert.Contains(PaperTable.Figure9, r => r.Key == row.Explains));
        Assert.All(PaperTable.Figure9.Concat(PaperTable.Figure6).Concat(PaperTable.Changes),
            row => Assert.Null(row.Explains));
    }

    /// <summary>
    /// The schedule is the paper's: 0.0005 twice, 0.0002 three times, 0.0001 three times, 0.00005 four times, then
    /// 0.00001.
    /// </summary>
    [Fact]
    public void The_schedule_is_published()
    {
        Assert.Equal(
            [5e-4, 5e-4, 2e-4, 2e-4, 2e-4, 1e-4, 1e-4, 1e-4, 5e-5, 5e-5, 5e-5, 5e-5, 1e-5, 1e-5, 1e-5, 1e-5, 1e-5, 1e-5,
                1e-5, 1e-5],
            Enumerable.Range(1, 20).Select(LevenbergMarquardt.Eta));
        Assert.Equal((20, 0.02, 500), (PaperTable.LeNet5.Options.Passes, PaperTable.LeNet5.Options.Mu,
            PaperTable.LeNet5.Options.CurvatureSamples));
        Assert.Equal(9, PaperTable.LeNet5Distorted.Options.Copies);
    }

    [Fact]
    public void Changes_change_one_thing()
    {
        var original = PaperTable.LeNet5.Describe();
        foreach (var row in PaperTable.Changes.Cast<NetworkRow>())
        {
            var differing = row.Describe().Where(setting => original[setting.Key] != setting.Value)
                .Select(setting => setting.Key).ToList();
            // The counts of the network follow from its parts: only a change of outputs changes the loss as well.
            Assert.True(differing.Count == 1 || (row.Key == "softmax" && differing is ["loss", "network"]),
                $"{row.Key}: {string.Join(", ", differing)}");
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.None, 1000)]
    private static partial Regex KeyForm();
}
