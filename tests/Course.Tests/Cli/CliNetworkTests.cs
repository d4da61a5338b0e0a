using System.Globalization;
using System.Text.Json;
using LeNetLab.Handwriting;
using StbImageWriteSharp;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>What a trained network does in the other verbs, and what a script reads.</summary>
public sealed class CliNetworkTests(CliNetworkFixture network) : IClassFixture<CliNetworkFixture>, IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_writes_one_document_and_talks_on_stderr()
    {
        Assert.Contains("Digits in use: the built-in digits", network.Result.Error, StringComparison.Ordinal);
        Assert.Equal("completed", network.Document.GetProperty("stopped").GetString());
        var epochs = network.Document.GetProperty("epochs").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3], epochs.Select(e => e.GetProperty("epoch").GetInt32()));
        Assert.True(epochs[2].GetProperty("trainLoss").GetDouble() < epochs[0].GetProperty("trainLoss").GetDouble());
        Assert.Equal(JsonValueKind.Null, epochs[0].GetProperty("heldOutLoss").ValueKind);
        Assert.True(network.Document.GetProperty("testAccuracy").GetDouble() > 0.8);
        Assert.Equal(network.Weights, network.Document.GetProperty("weights").GetString());
    }

    [Fact]
    public void The_weights_say_what_made_them()
    {
        var text = SafeTensorsFile.Read(network.Weights).Metadata;
        Assert.Equal("Relu", text["activation"]);
        Assert.Equal("Max", text["pooling"]);
        Assert.Equal("1998", text["seed"]);
        Assert.Contains("--epochs 3", text["command"], StringComparison.Ordinal);
        Assert.Contains("--lr 0.003", text["command"], StringComparison.Ordinal);
        Assert.Contains("built-in", text["data"], StringComparison.Ordinal);
        Assert.Contains("0.1307", text["normalization"], StringComparison.Ordinal);
        Assert.Equal(network.Document.GetProperty("testAccuracy").GetDouble(),
            double.Parse(text["test_accuracy"], CultureInfo.InvariantCulture));
        Assert.DoesNotContain(text.Values, value => value.Contains(network.Folder.Root, StringComparison.Ordinal));
    }

    /// <summary>Agrees with the training's own test only with the training's activation and pooling.</summary>
    [Fact]
    public async Task Evaluate_agrees_with_the_training()
    {
        var result = await CliProcess.RunAsync(_folder.Root, "evaluate", "--weights", network.Weights, "--data",
            "builtin", "--json");
        Assert.Equal(0, result.ExitCode);
        var document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(network.Document.GetProperty("testAccuracy").GetDouble(),
            document.GetProperty("accuracy").GetDouble());
        Assert.Equal(network.Document.GetProperty("testLoss").GetDouble(),
            document.GetProperty("loss").GetDouble(), 1e-9);

        var confusion = document.GetProperty("confusion").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray()).ToArray();
        Assert.Equal(DrawnDigits.DefaultTestCount, confusion.Sum(row => row.Sum()));
        var right = Enumerable.Range(0, 10).Sum(c => confusion[c][c]);
        Assert.Equal(document.GetProperty("accuracy").GetDouble(), (double)right / DrawnDigits.DefaultTestCount, 1e-12);
        foreach (var figures in document.GetProperty("classes").EnumerateArray())
        {
            var c = figures.GetProperty("digit").GetInt32();
            Assert.Equal(
                (double)confusion[c][c] / confusion[c].Sum(), figures.GetProperty("recall").GetDouble(), 1e-12);
            Assert.Equal((double)confusion[c][c] / confusion.Sum(row => row[c]),
                figures.GetProperty("precision").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public async Task Evaluate_prints_every_class_and_says_on_which_digits()
    {
        var result = await CliProcess.RunAsync(_folder.Root, "evaluate", "--weights", network.Weights, "--data",
            "builtin", "--limit", "200");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.StartsWith("Digits in use: the built-in digits", result.Output, StringComparison.Ordinal);
        var table = result.Output.Split('\n').SkipWhile(line => !line.StartsWith("digit", StringComparison.Ordinal))
            .Skip(1).Take(10).ToList();
        Assert.Equal(Enumerable.Range(0, 10), table.Select(line => int.Parse(line[..5], CultureInfo.InvariantCulture)));
        Assert.Equal(200, table.Sum(line => int.Parse(line[8..13], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Predict_reads_drawings_and_names_what_it_cannot_read()
    {
        var truth = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++) truth[Draw(i, out var label)] = label;
        await File.WriteAllTextAsync(_folder["bad.png"], "no picture", TestContext.Current.CancellationToken);

        var result = await CliProcess.RunAsync(
            _folder.Root, ["predict", "--weights", network.Weights, "--json", "absent.png", "bad.png", .. truth.Keys]);
        Assert.Equal(2, result.ExitCode);
        Assert.Collection(
            result.ErrorLines,
            line => Assert.Contains("absent.png", line, StringComparison.Ordinal),
            line => Assert.Contains("bad.png", line, StringComparison.Ordinal));
        var answers = JsonDocument.Parse(result.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(truth.Keys, answers.Select(a => a.GetProperty("file").GetString()));
        Assert.All(answers, a =>
        {
            var probabilities = a.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()).ToList();
            Assert.Equal(1, probabilities.Sum(), 1e-9);
            Assert.Equal(probabilities.Max(), a.GetProperty("certainty").GetDouble());
            Assert.Equal(probabilities.Max(), probabilities[a.GetProperty("digit").GetInt32()]);
        });
        var right = answers.Count(a => a.GetProperty("digit").GetInt32() == truth[a.GetProperty("file").GetString()!]);
        Assert.True(right >= 15, $"{right} of 20 were read right.");
    }

    [Fact]
    public async Task Predict_shows_what_the_network_sees()
    {
        var path = Draw(3, out _);
        var result = await CliProcess.RunAsync(_folder.Root, "predict", "--weights", network.Weights, path, "--show");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^digit3\.png: \d  \d+\.\d %(  \(then \d, \d+\.\d %\))?$", lines[0]);
        Assert.Equal("what the network sees:", lines.Last(line => line.EndsWith(':')));
        Assert.InRange(lines.Length, 50, 250);
        Assert.True(lines.Skip(1).Sum(line => line.Count(c => c is '█' or '▀' or '▄')) > 10);
        Assert.DoesNotContain("\e", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_of_another_make_are_turned_down()
    {
        var bytes = await File.ReadAllBytesAsync(network.Weights, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["short.safetensors"], bytes[..^100],
            TestContext.Current.CancellationToken);
        var result = await CliProcess.RunAsync(_folder.Root, "predict", "x.png", "--weights", "short.safetensors");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("short.safetensors", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>An eightfold enlarged digit, half of them dark on light, in a picture that is not square.</summary>
    private string Draw(int index, out int label)
    {
        const int Scale = 8, Side = 28 * Scale, Margin = 40;
        var set = BuiltInDigits.Generate(index + 1, 77, TestContext.Current.CancellationToken);
        label = set.Label(index);
        var digit = set.Image(index);
        var (width, height) = (Side + 2 * Margin, Side);
        var picture = new byte[width * height];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++) picture[y * width + x + Margin] = digit[y / Scale * 28 + x / Scale];
        if (index % 2 == 0)
            for (var i = 0; i < picture.Length; i++) picture[i] = (byte)(255 - picture[i]);
        var name = $"digit{index}.png";
        using var file = File.Create(_folder[name]);
        new ImageWriter().WritePng(picture, width, height, ColorComponents.Grey, file);
        return name;
    }
}
