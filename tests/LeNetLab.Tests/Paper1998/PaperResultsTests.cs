using LeNetLab.Paper1998;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

public class PaperResultsTests
{
    [Fact]
    public void A_missing_folder_holds_nothing()
    {
        using var folder = new TemporaryFolder();
        var results = PaperResults.ReadIfThere(Path.Combine(folder.Path, "none"));
        Assert.Equal(0, results.Count);
        Assert.Empty(results.Rows);
        Assert.Empty(results["lenet-5"]);
        Assert.Null(results.TestError("lenet-5"));
        Assert.Empty(results.MeanByPass("lenet-5", r => r.TestErrorByPass));
    }

    [Fact]
    public void Means_are_taken_over_the_runs_of_one_row()
    {
        using var folder = new TemporaryFolder();
        Result("lenet-5", 1, 5, 3, 1).Write(folder.Path);
        Result("lenet-5", 2, 6, 3, 2).Write(folder.Path);
        Result("adam", 1, 50, 40).Write(folder.Path);

        var results = PaperResults.ReadIfThere(folder.Path);
        Assert.Equal(3, results.Count);
        Assert.Equal([5.5, 3, 1.5], results.MeanByPass("lenet-5", r => r.TestErrorByPass));
        Assert.Equal((1.5, Math.Sqrt(0.5)), results.TestError("lenet-5"));
        Assert.Equal((40, double.NaN), results.TestError("adam"));
    }

    /// <summary>A run of fewer passes does not shorten the mean of the last passes.</summary>
    [Fact]
    public void A_mean_ends_with_the_shortest_run()
    {
        using var folder = new TemporaryFolder();
        Result("lenet-5", 1, 5, 3, 1).Write(folder.Path);
        Result("lenet-5", 2, 7).Write(folder.Path);
        Assert.Equal([6], PaperResults.Read(folder.Path).MeanByPass("lenet-5", r => r.TestErrorByPass));
    }

    [Fact]
    public void A_file_that_is_no_result_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, PaperResult.FileName("lenet-5", 1));
        File.WriteAllText(path, "{\"row\": 3}");
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => PaperResults.ReadIfThere(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static PaperResult Result(string row, int seed, params double[] testErrorByPass) => new()
    {
        Row = row,
        Distortions = false,
        Seed = seed,
        TestErrorPercent = testErrorByPass[^1],
        TrainErrorPercent = 0,
        TestErrorByPass = testErrorByPass,
        Misread = [],
        Settings = new Dictionary<string, string>(),
        TrainImages = 10,
        Parameters = 1,
        MultiplyAdds = 1,
        Commit = "unknown",
        Machine = "none",
        Seconds = 1,
    };
}
