using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using Xunit;

namespace Course.Tests.Cli;

/// <summary><c>lenet data</c>.</summary>
public sealed class CliDataTests : IDisposable
{
    private readonly CliFolder _folder = new();

    private Dictionary<string, string?> Cache => new(StringComparer.Ordinal) { ["LENETLAB_CACHE"] = _folder["cache"] };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_lists_where_digits_come_from()
    {
        var result = await CliProcess.RunAsync(_folder.Root, Cache, "data");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(_folder["cache"], result.Output, StringComparison.Ordinal);
        foreach (var file in DataSetCatalog.Mnist.Files)
            Assert.Contains(file.PackedName, result.Output, StringComparison.Ordinal);
        foreach (var mirror in DataSetCatalog.Mnist.Mirrors)
            Assert.Contains($"{mirror}", result.Output, StringComparison.Ordinal);
        Assert.Contains("In use: the built-in digits.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_fails_on_digits_that_are_not_MNIST()
    {
        _folder.WriteDigits("digits");
        var result = await CliProcess.RunAsync(_folder.Root, "data", "--data", "digits", "--check");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("60 to train on, 20 to test on; not MNIST as published", result.Output,
            StringComparison.Ordinal);
        Assert.Equal(1, (await CliProcess.RunAsync(_folder.Root, "data", "--data", "builtin", "--check")).ExitCode);
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_not_believed()
    {
        var name = DataSetCatalog.Mnist.Files[0].PackedName;
        Directory.CreateDirectory(_folder["cache", "mnist"]);
        await File.WriteAllTextAsync(_folder["cache", "mnist", name], "<html>not here</html>",
            TestContext.Current.CancellationToken);
        var result = await CliProcess.RunAsync(_folder.Root, Cache, "data");
        Assert.Contains("SHA-256 WRONG, not used", result.Output, StringComparison.Ordinal);
        Assert.Contains("In use: the built-in digits.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_writes_the_built_in_digits_once()
    {
        var result = await CliProcess.RunAsync(_folder.Root, "data", "--export", "out");
        Assert.True(result.ExitCode == 0, result.Error);
        var read = DataFolder.Load(_folder["out"], DataSetCatalog.Mnist, TestContext.Current.CancellationToken);
        var expected = BuiltInDigits.Generate(DrawnDigits.DefaultTestCount, DrawnDigits.TestSeed,
            TestContext.Current.CancellationToken);
        Assert.Equal(DrawnDigits.DefaultTrainCount, read.Train.Count);
        Assert.True(expected.Pixels.Span.SequenceEqual(read.Test.Pixels.Span));
        Assert.True(expected.Labels.Span.SequenceEqual(read.Test.Labels.Span));

        var again = await CliProcess.RunAsync(_folder.Root, "data", "--export", "out");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("train-images-idx3-ubyte.gz", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Real_MNIST_passes_the_check()
    {
        var folder = Environment.GetEnvironmentVariable("LENETLAB_DATA");
        Assert.SkipUnless(Directory.Exists(folder), "LENETLAB_DATA names no folder.");
        var result = await CliProcess.RunAsync(_folder.Root, "data", "--data", Path.GetFullPath(folder!), "--check");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Check passed: MNIST", result.Output, StringComparison.Ordinal);
    }
}
