using System.IO.Compression;
using System.Text.Json;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>The verbs with other data sets than MNIST.</summary>
public sealed class CliCharacterTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("emnist-digits")]
    [InlineData("emnist-letters")]
    [InlineData("emnist-balanced")]
    [InlineData("emnist-byclass")]
    public async Task A_network_is_trained_tested_and_used_with_the_classes_of_its_set(string name)
    {
        var set = DataSetCatalog.Find(name)!;
        var train = await CliProcess.RunAsync(_folder.Root, "train", "--set", name, "--data", "builtin", "--limit",
            "640", "--epochs", "1", "--output", "w.safetensors");
        Assert.True(train.ExitCode == 0, train.Error);
        var evaluate = await CliProcess.RunAsync(_folder.Root, "evaluate", "--set", name, "--data", "builtin",
            "--limit", "130", "--weights", "w.safetensors", "--json");
        Assert.True(evaluate.ExitCode == 0, evaluate.Error);
        using var document = JsonDocument.Parse(evaluate.Output);
        Assert.Equal(set.ClassNames, document.RootElement.GetProperty("classes").EnumerateArray()
            .Select(c => c.GetProperty("name").GetString()));

        WritePicture("picture.png");
        var predict = await CliProcess.RunAsync(_folder.Root, "predict", "picture.png", "--weights",
            "w.safetensors", "--json");
        Assert.True(predict.ExitCode == 0, predict.Error);
        using var answer = JsonDocument.Parse(predict.Output);
        Assert.Contains(answer.RootElement[0].GetProperty("class").GetString(), set.ClassNames);
        Assert.Equal(set.Classes, answer.RootElement[0].GetProperty("probabilities").GetArrayLength());
    }

    [Fact]
    public async Task A_network_of_other_classes_and_a_set_that_nobody_knows_are_one_line()
    {
        var other = await CliProcess.RunAsync(_folder.Root, "evaluate", "--set", "emnist-letters", "--data", "builtin");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("expected a network of 26 classes for EMNIST Letters, found 10",
            Assert.Single(other.ErrorLines), StringComparison.Ordinal);
        var unknown = await CliProcess.RunAsync(_folder.Root, "data", "--set", "emnist");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("emnist-letters", Assert.Single(unknown.ErrorLines), StringComparison.Ordinal);
        var undrawn = await CliProcess.RunAsync(_folder.Root, "train", "--set", "kmnist", "--data", "builtin");
        Assert.Equal(2, undrawn.ExitCode);
        Assert.Contains("KMNIST", Assert.Single(undrawn.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_leads_outside_is_one_line_and_writes_nothing()
    {
        var path = _folder["gzip.zip"];
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create,
            TestContext.Current.CancellationToken))
            zip.CreateEntry("../evil");
        var before = Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories);
        foreach (var verb in new[] { "data", "train", "evaluate" })
        {
            var result = await CliProcess.RunAsync(
                _folder.Root,
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["LENETLAB_CACHE"] = _folder["cache"] },
                [verb, "--set", "emnist-letters", "--data", _folder.Root,
                    .. verb == "evaluate" ? ["--weights", "none"] : Array.Empty<string>()]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(verb == "evaluate" ? "expected a weights file" : "found '../evil'; nothing was unpacked",
                Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Each_set_says_where_it_would_come_from()
    {
        var result = await CliProcess.RunAsync(
            _folder.Root, new Dictionary<string, string?>(
                StringComparer.Ordinal)
            { ["LENETLAB_CACHE"] = _folder["cache"] }, "data", "--set", "emnist-letters");
        Assert.Equal(0, result.ExitCode);
        foreach (var file in DataSetCatalog.EmnistLetters.Files)
            Assert.Contains(file.PackedName, result.Output, StringComparison.Ordinal);
        Assert.Contains("only fetched when asked for", result.Output, StringComparison.Ordinal);
        Assert.Contains("In use: the built-in letters.", result.Output, StringComparison.Ordinal);
    }

    private void WritePicture(string name)
    {
        var set = BuiltInCharacters.Generate(DataSetCatalog.EmnistLetters, 1, 3, TestContext.Current.CancellationToken);
        File.WriteAllBytes(_folder[name], Png.FromGrey(set.Image(0), 28, 28));
    }
}
