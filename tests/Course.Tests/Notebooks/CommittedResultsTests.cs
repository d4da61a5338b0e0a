using LeNetLab.Paper1998;
using Xunit;

namespace Course.Tests.Notebooks;

/// <summary>Results quoted by the notebook and the documents are from all of MNIST, and consistent.</summary>
public class CommittedResultsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder,
            "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(CourseFolder.Root, "data", "results");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_result_is_a_run_of_its_row_on_mnist(string file)
    {
        var result = PaperResult.Read(Path.Combine(Folder, file));
        Assert.Equal(file, PaperResult.FileName(result.Row, result.Seed));
        Assert.Equal("MNIST (60,000 to train on, 10,000 to test on)", result.Settings["data"]);
        Assert.Equal(result.TestErrorPercent, 100.0 * result.Misread.Count / 10_000, 1e-9);
        if (result.TestErrorByPass.Count > 0) Assert.Equal(result.TestErrorPercent, result.TestErrorByPass[^1]);
        Assert.NotEqual("unknown", result.Commit);
        var row = PaperTable.Find(result.Row);
        Assert.NotNull(row);
        Assert.Equal(row.Distortions, result.Distortions);
        if (row is not NetworkRow network) return;
        Assert.Equal(network.Take ?? 60_000, result.TrainImages);
        Assert.Equal(network.Options.Passes, result.TestErrorByPass.Count);
    }

    [Fact]
    public void Every_row_of_the_papers_figure_has_been_run()
    {
        var results = PaperResults.Read(Folder);
        Assert.All(PaperTable.Figure9, row => Assert.NotEmpty(results[row.Key]));
        Assert.All(new[] { PaperTable.LeNet5, PaperTable.LeNet5Distorted },
            row => Assert.True(results[row.Key].Count >= 3));
    }
}
