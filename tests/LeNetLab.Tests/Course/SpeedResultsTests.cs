using LeNetLab.Course;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Course;

public sealed class SpeedResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_compare_writes_is_read_with_its_ratios()
    {
        var results = Read("""
            {
              "epochSeconds": { "ours": 2, "plainLoop": 9, "torchSharpDataLoader": null,
                "pytorchLoop": 8.5, "pytorchDataLoader": 20 },
              "ratios": { "ours": 1, "plainLoop": 4.5 },
              "machine": "a processor, 2 cores"
            }
            """);

        Assert.Equal("a processor, 2 cores", results.Machine);
        Assert.Equal(
            [("ours", 2.0, 1.0), ("plainLoop", 9, 4.5), ("torchSharpDataLoader", null, null),
                ("pytorchLoop", 8.5, 4.25), ("pytorchDataLoader", 20, 10)],
            results.Results.Select(r => (r.Name, r.Seconds, r.Ratio)));
        Assert.Equal("TorchSharp, a plain loop", results.Results[1].Description);
    }

    [Fact]
    public void Without_this_library_s_time_there_are_no_ratios()
    {
        var results = Read("""{"epochSeconds":{"ours":null,"plainLoop":9},"machine":"m"}""");

        Assert.All(results.Results, r => Assert.Null(r.Ratio));
        Assert.Equal(9, results.Results[1].Seconds);
    }

    [Fact]
    public void A_contender_that_came_later_is_there_under_its_own_name()
    {
        var results = Read("""{"epochSeconds":{"another":4,"ours":2},"machine":"m"}""");

        Assert.Equal(new SpeedResult("another", "another", 4, 2), results.Results[^1]);
        Assert.Null(results.Results[1].Seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"epochSeconds\":{\"ours\":2}}")]
    [InlineData("{\"epochSeconds\":null,\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":[],\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":2},\"machine\":null}")]
    [InlineData("{\"epochSeconds\":{\"ours\":\"2\"},\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":0},\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":-1},\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":1e999},\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":2},\"machine\":\"\\ud800\"}")]
    [InlineData("{\"epochSeconds\":{\"\\ud800\":2},\"machine\":\"m\"}")]
    [InlineData("{\"epochSeconds\":{\"ours\":2},\"machine\":\"m\"} and more")]
    public void A_file_of_something_else_is_refused_in_one_line(string text)
    {
        var path = _folder.File("odd.json");
        File.WriteAllText(path, text);
        var error = Assert.Throws<DataSetException>(() => SpeedResults.Load(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("compare --json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_that_is_missing_is_told_by_its_name()
    {
        var error = Assert.Throws<FileNotFoundException>(() => SpeedResults.Load(_folder.File("none.json")));
        Assert.Contains("none.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recorded_results_name_their_machine_and_this_library()
    {
        var results = SpeedResults.Recorded();

        Assert.NotEqual("", results.Machine);
        Assert.True(results.Results[0] is { Name: "ours", Seconds: > 0, Ratio: 1 }, $"{results.Results[0]}");
    }

    private SpeedResults Read(string text)
    {
        File.WriteAllText(_folder.File("speed.json"), text);
        return SpeedResults.Load(_folder.File("speed.json"));
    }
}
