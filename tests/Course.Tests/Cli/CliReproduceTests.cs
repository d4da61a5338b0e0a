using System.Text.Json.Nodes;
using Xunit;

namespace Course.Tests.Cli;

/// <summary><c>lenet reproduce</c> as a user calls it: its output, killed and resumed, and called wrongly.</summary>
public sealed class CliReproduceTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_writes_what_came_out_and_is_not_run_twice()
    {
        var call = Reproduce("out", "lenet-5", "--passes", "2", "--weights", "paper.safetensors");
        var result = await CliProcess.RunAsync(_folder.Root, call);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["lenet-5.seed-1.json"], Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName));

        var json = Result("out", "lenet-5");
        Assert.Equal("lenet-5", (string)json["row"]!);
        Assert.Equal(1, (int)json["seed"]!);
        Assert.False((bool)json["distortions"]!);
        Assert.Equal(2, json["testErrorByPass"]!.AsArray().Count);
        Assert.Equal((double)json["testErrorPercent"]!, (double)json["testErrorByPass"]![1]!);
        Assert.Equal(60_000, (int)json["parameters"]!);
        Assert.Equal(400, (int)json["trainImages"]!);
        // Every figure of the file is that of its own list of mistakes.
        var misread = json["misread"]!.AsArray();
        Assert.Equal((double)json["testErrorPercent"]!, 100.0 * misread.Count / 4_000, 1e-9);
        Assert.All(misread, m => Assert.NotEqual((int)m!["true"]!, (int)m["read"]!));
        Assert.False(string.IsNullOrEmpty((string)json["commit"]!));
        Assert.Contains("built-in digits", (string)json["settings"]!["data"]!, StringComparison.Ordinal);
        Assert.Contains("These digits are not MNIST: what comes out cannot be held against the paper.", result.Output,
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["paper.safetensors"]));

        var again = await CliProcess.RunAsync(_folder.Root, call);
        Assert.Contains("lenet-5, seed 1: there already", again.Output, StringComparison.Ordinal);
        // Killed before its weights were written, or run without them: they still come, and the result stays.
        var weights = await File.ReadAllBytesAsync(_folder["paper.safetensors"], TestContext.Current.CancellationToken);
        var written = File.GetLastWriteTimeUtc(_folder["out", "lenet-5.seed-1.json"]);
        File.Delete(_folder["paper.safetensors"]);
        await CliProcess.RunAsync(_folder.Root, call);
        Assert.Equal(weights,
            await File.ReadAllBytesAsync(_folder["paper.safetensors"], TestContext.Current.CancellationToken));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["out", "lenet-5.seed-1.json"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder["out"]));
        var list = await CliProcess.RunAsync(_folder.Root, "reproduce", "--list", "--output", "out");
        Assert.Matches(@"lenet-5 +0\.95 % +[0-9.]+ % +1   LeNet-5", list.Output);
    }

    /// <summary>
    /// Killed in the middle, a run goes on after its last whole pass and comes to the very same result; Adam's memory
    /// too.
    /// </summary>
    [Theory(Explicit = true)]
    [InlineData("lenet-5-distorted")]
    [InlineData("adam")]
    public async Task A_killed_run_comes_to_the_same_result(string row)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix.");
        // Few digits to test on, which takes most of a pass; and half of the run is still to do when it is killed last.
        _folder.WriteDigits("digits", train: 800, test: 200);
        var whole = await CliProcess.RunAsync(_folder.Root, Call("whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);

        foreach (var moment in new[] { "pass  1 of 6", "pass  3 of 6" })
        {
            using var process = CliProcess.Start(_folder.Root, Call("killed"));
            await process.SeeAsync(moment);
            process.Signal(CliProcess.Kill);
            await process.EndAsync();
            Assert.False(File.Exists(Path.Combine(_folder["killed"], row + ".seed-1.json")));
        }

        var resumed = await CliProcess.RunAsync(_folder.Root, Call("killed"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.DoesNotContain("pass  3 of 6", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(Deterministic(Result("whole", row)), Deterministic(Result("killed", row)));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder["killed"]));

        string[] Call(string output) =>
            ["reproduce", row, "--seeds", "1", "--data", "digits", "--output", output, "--passes", "6"];

        static string Deterministic(JsonObject result)
        {
            result.Remove("seconds");
            return result.ToJsonString();
        }
    }

    [Theory]
    [InlineData("ROW: expected a row of lenet reproduce --list, such as lenet-1, lenet-4, lenet-5, found 'lenet-6'.",
        "reproduce", "lenet-6")]
    [InlineData("such as lenet-4-full, ", "reproduce", "lenet-4-ful")]
    [InlineData("--passes: expected a whole number from 1, found '0'.", "reproduce", "lenet-5", "--passes", "0")]
    [InlineData("These digits are not MNIST, and the clone's results are", "reproduce", "linear", "--data", "builtin")]
    [InlineData("/dev/null/results", "reproduce", "lenet-5", "--data", "builtin", "--output", "/dev/null/results")]
    public async Task A_wrong_call_gets_one_line(string expected, params string[] call)
    {
        var result = await CliProcess.RunAsync(_folder.Root, call);
        Assert.InRange(result.ExitCode, 1, 2);
        Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_result_is_named()
    {
        Directory.CreateDirectory(_folder["out"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["out"], "lenet-5.seed-1.json"), "{",
            TestContext.Current.CancellationToken);
        var result = await CliProcess.RunAsync(_folder.Root, "reproduce", "--list", "--output", "out");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("lenet-5.seed-1.json", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private JsonObject Result(string folder, string row) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[folder], row + ".seed-1.json")))!.AsObject();

    private static string[] Reproduce(string output, string row, params string[] more) =>
        ["reproduce", row, "--seeds", "1", "--data", "builtin", "--limit", "400", "--output", output, .. more];
}
