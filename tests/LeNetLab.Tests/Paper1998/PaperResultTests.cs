using System.Text.Json.Nodes;
using LeNetLab.Models;
using LeNetLab.Paper1998;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

public class PaperResultTests
{
    private static readonly PaperOutcome Outcome = new(
        new Predictions([1, 0, 0, 1, 3, 2, 0, 5], [0, 1, 1, 1], 2), 1.5, 7, 6,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["steps"] = "none" })
    {
        TrainImages = 4,
        TestErrorByPass = [50, 25],
        TrainErrorByPass = [60, 30],
    };

    [Fact]
    public void A_file_comes_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var result = PaperResult.Of(PaperTable.LeNet5, 2, Outcome, "four digits", 12.34);
        var path = result.Write(folder.Path);
        Assert.Equal("lenet-5.seed-2.json", Path.GetFileName(path));
        var read = PaperResult.Read(path);
        Assert.Equal(25, read.TestErrorPercent);
        Assert.Equal([new Misread(2, 1, 0)], read.Misread);
        Assert.Equal([50, 25], read.TestErrorByPass);
        Assert.Equal("four digits", read.Settings["data"]);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(read.Write(folder.File("again"))));
    }

    [Fact]
    public void Runs_are_summed_up_by_row()
    {
        using var folder = new TemporaryFolder();
        foreach (var (seed, error) in new[] { (1, 0.9), (2, 1.1), (3, 1.0) })
            (PaperResult.Of(PaperTable.LeNet5, seed, Outcome, "digits", 1) with { TestErrorPercent = error })
                .Write(folder.Path);
        var results = PaperResults.Read(folder.Path);
        var (mean, deviation) = results.TestError("lenet-5")!.Value;
        Assert.Equal(1.0, mean, 1e-12);
        Assert.Equal(0.1, deviation, 1e-12);
        Assert.Equal([1, 2, 3], results["lenet-5"].Select(r => r.Seed));
        Assert.Null(results.TestError("lenet-4"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"row\": \"lenet-5\"}")]
    [InlineData("[1, 2]")]
    public void What_is_no_result_is_refused_by_name(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lenet-5.seed-1.json");
        File.WriteAllText(path, text);
        Refused(folder, path);
    }

    /// <summary>A sound file with one part that is none.</summary>
    [Theory]
    [InlineData("testErrorByPass", "null")]
    [InlineData("testErrorByPass", "[1e999]")]
    [InlineData("trainErrorByPass", "[-1]")]
    [InlineData("testErrorPercent", "101")]
    [InlineData("testErrorPercent", "\"one\"")]
    [InlineData("misread", "[null]")]
    [InlineData("misread", "[{\"index\":-1,\"true\":1,\"read\":2}]")]
    [InlineData("settings", "{\"steps\":null}")]
    [InlineData("row", "null")]
    [InlineData("row", "\"\\ud800\"")]
    [InlineData("seed", "1e99")]
    [InlineData("seconds", "1e999")]
    public void A_part_that_no_run_can_have_is_refused_by_name(string part, string value)
    {
        using var folder = new TemporaryFolder();
        var path = PaperResult.Of(PaperTable.LeNet5, 1, Outcome, "four digits", 1).Write(folder.Path);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.True(json.Remove(part));
        File.WriteAllText(path, $"{{\"{part}\":{value},{json.ToJsonString()[1..]}");
        Refused(folder, path);
    }

    private static void Refused(TemporaryFolder folder, string path)
    {
        var error = Assert.Throws<InvalidDataException>(() => PaperResults.Read(folder.Path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
