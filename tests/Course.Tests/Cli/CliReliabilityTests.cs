using System.Text.Json;
using System.Text.RegularExpressions;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>Nothing lost, nothing believed, nothing unbounded: as a user sees it.</summary>
public sealed class CliReliabilityTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Better_weights_of_an_earlier_run_are_kept_unless_told_otherwise()
    {
        await TrainAsync("w.safetensors", 1500);
        var better = Bytes("w.safetensors");
        var worse = await TrainAsync("w.safetensors", 64);
        Assert.Contains("w.safetensors has weights of an earlier run", worse.Output, StringComparison.Ordinal);
        Assert.Contains("Weights: w-2.safetensors", worse.Output, StringComparison.Ordinal);
        Assert.Equal(better, Bytes("w.safetensors"));
        await TrainAsync("w-2.safetensors", 1500);
        Assert.Equal(better, Bytes("w-2.safetensors"));
        await TrainAsync("w.safetensors", 64, "--overwrite");
        Assert.NotEqual(better, Bytes("w.safetensors"));
        Assert.Equal(["w-2.safetensors", "w.safetensors"],
            Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Weights_that_are_no_numbers_or_give_none_are_refused()
    {
        using (var model = new LeNet5()) model.Save(_folder["w.safetensors"]);
        await File.WriteAllBytesAsync(_folder["one.png"], Png.FromGrey(BuiltInDigits.Generate(1, 3,
            TestContext.Current.CancellationToken).Image(0), 28, 28), TestContext.Current.CancellationToken);
        foreach (var (number, reason) in new[]
        {
            (float.NaN, "expected finite numbers"), (3e38f, "answers with numbers"),
        })
        {
            var file = SafeTensorsFile.Read(_folder["w.safetensors"]);
            foreach (var name in new[] { "output.weight", "f6.weight", "c5.weight" })
                file.Tensors[name] = Filled(file[name], number);
            file.Write(_folder["bad.safetensors"]);
            foreach (var call in new[] { "predict one.png", "evaluate --data builtin --limit 20" })
            {
                var result = await CliProcess.RunAsync(
                    _folder.Root, [.. call.Split(' '), "--weights", "bad.safetensors"]);
                Assert.Equal(2, result.ExitCode);
                var line = Assert.Single(result.ErrorLines);
                Assert.Contains("bad.safetensors", line, StringComparison.Ordinal);
                Assert.Contains(reason, line, StringComparison.Ordinal);
            }
        }

        static SafeTensor Filled(SafeTensor like, float number) => new("F32", [.. like.Shape],
            [.. Enumerable.Repeat(BitConverter.GetBytes(number), like.Data.Length / 4).SelectMany(b => b)]);
    }

    /// <summary>Whatever is wrong with a picture, the next one is read; and no message rules the terminal.</summary>
    [Fact]
    public async Task A_bad_picture_never_stops_the_next()
    {
        var digit = Png.FromGrey(BuiltInDigits.Generate(1, 3, TestContext.Current.CancellationToken).Image(0), 28, 28);
        await File.WriteAllBytesAsync(_folder["@six.png"], digit, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["half.png"], digit[..^40], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            _folder["a\eb.png"], [.. digit[..30], 0, 0], TestContext.Current.CancellationToken);
        var bad = new List<string> { "half.png", "absent.png", "a\eb.png", "." };
        if (File.Exists("/dev/zero")) bad.Add("/dev/zero");
        var result = await CliProcess.RunAsync(_folder.Root, ["predict", .. bad, "@six.png", "--json"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(bad.Count, result.ErrorLines.Count);
        Assert.DoesNotContain(result.Error, c => char.IsControl(c) && c is not ('\n' or '\r'));
        Assert.Contains("cut short", result.ErrorLines[0], StringComparison.Ordinal);
        using var answers = JsonDocument.Parse(result.Output);
        Assert.Equal("@six.png", Assert.Single(answers.RootElement.EnumerateArray()).GetProperty("file").GetString());
    }

    [Fact]
    public async Task The_letters_of_a_set_are_exported_as_the_set_has_them()
    {
        var set = DataSetCatalog.EmnistLetters;
        var result = await CliProcess.RunAsync(_folder.Root, "data", "--set", set.Folder, "--export", "out");
        Assert.True(result.ExitCode == 0, result.Error);
        var read = DataFolder.Load(_folder["out"], set, TestContext.Current.CancellationToken);
        var drawn = BuiltInCharacters.Generate(
            set, DrawnDigits.DefaultTestCount, DrawnDigits.TestSeed, TestContext.Current.CancellationToken);
        Assert.True(drawn.Pixels.Span.SequenceEqual(read.Test.Pixels.Span));
        Assert.True(drawn.Labels.Span.SequenceEqual(read.Test.Labels.Span));
    }

    [Fact]
    public async Task A_processor_without_wide_registers_is_named()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.IsSupported, "This is another processor.");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_EnableAVX2"] = "0" };
        var result = await CliProcess.RunAsync(_folder.Root, environment, "train", "--data", "builtin", "--limit", "64",
            "--epochs", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Backend: torch; simd cannot: this processor has no AVX2", result.Output,
            StringComparison.Ordinal);
    }

    /// <summary>What the program brings along is named with its licence, in a file that goes with it.</summary>
    [Fact]
    public void The_notice_names_every_package()
    {
        var folder = Path.GetDirectoryName(CliProcess.Executable)!;
        var notice = File.ReadAllText(Path.Combine(folder, "NOTICE"));
        using var parts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "lenet.deps.json")));
        var packages = parts.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name.Split('/')[0]).ToList();
        Assert.True(packages.Count > 20);
        Assert.All(packages, name => Assert.Contains(name, notice, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "LICENSE")));
    }

    /// <summary>In quotes such a path ends early, and a clone in O'Neill's folder would not build.</summary>
    [Fact]
    public void No_transform_of_a_build_file_has_a_path_in_its_quotes()
    {
        var root = CourseFolder.Root;
        var files = new[] { "*.csproj", "*.props", "*.targets" }.SelectMany(kind =>
            Directory.EnumerateFiles(Path.Combine(root, "src"), kind, SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(root, kind)));
        // The folder of every output, and so in many a transform of the SDK.
        Assert.Contains("<ArtifactsPath>$([MSBuild]::Escape", File.ReadAllText(
            Path.Combine(root, "Directory.Build.props")), StringComparison.Ordinal);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            var paths = Regex.Matches(text, "->'([^']*)'").SelectMany(transform =>
                Regex.Matches(transform.Groups[1].Value, @"\$\((\w+)\)").Select(name => name.Groups[1].Value));
            // The pivot is a word such as "debug".
            foreach (var path in paths.Distinct().Where(name => name != "Pivot"))
                Assert.Matches($@"<{path}>\$\((\[MSBuild\]::Escape|ArtifactsPath)", text);
        }
    }

    [Fact]
    public void A_line_turns_between_words()
    {
        const int width = 10;
        const string line = "a line of words that turns between them";
        var lines = LeNetLab.Cli.Terminal.Screen.Wrapped(line, width).ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, one => Assert.InRange(one.Length, 1, width));
        Assert.Equal(line, string.Join(' ', lines));
        Assert.Equal("short", LeNetLab.Cli.Terminal.Screen.Wrapped("short", width));
        Assert.Equal(new string('x', 30), LeNetLab.Cli.Terminal.Screen.Wrapped(new string('x', 30), width));
    }

    private async Task<CliResult> TrainAsync(string output, int limit, params string[] more)
    {
        var result = await CliProcess.RunAsync(_folder.Root, ["train", "--data", "builtin", "--limit", $"{limit}",
            "--epochs", "1", "--output", output, .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_folder[name]);
}
