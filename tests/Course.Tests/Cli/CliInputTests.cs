using LeNetLab.Models;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>Bad files and folders: one line that names the file, an exit code, nothing half-written.</summary>
public sealed class CliInputTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_is_not_there()
    {
        await AssertMistakeAsync("missing", "expected a folder", "train", "--data", "missing");
        await AssertMistakeAsync("missing", "expected a folder", "course", "--data", "missing", "--output",
            _folder["out"]);
        await AssertMistakeAsync("missing", "expected a folder", "data", "--data", "missing", "--check");
    }

    [Fact]
    public async Task A_file_in_place_of_a_folder()
    {
        await File.WriteAllTextAsync(_folder["file"], "x", TestContext.Current.CancellationToken);
        await AssertMistakeAsync("file", "found a file", "train", "--data", "file");
    }

    [Fact]
    public async Task A_file_is_missing()
    {
        var digits = _folder.WriteDigits("digits");
        File.Delete(Path.Combine(digits, "t10k-labels-idx1-ubyte.gz"));
        await AssertMistakeAsync("digits", "t10k-labels-idx1-ubyte", "train", "--data", "digits");
    }

    /// <summary>Folders of pictures that are too few, or that lie otherwise than in a subfolder a class.</summary>
    [Fact]
    public async Task Pictures_without_classes_or_without_any_to_test_on()
    {
        var digit = Png.FromGrey(new byte[28 * 28], 28, 28);
        foreach (var name in new[] { "flat/1.png", "one/a/1.png", "pairs/a/1.png", "pairs/b/1.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            await File.WriteAllBytesAsync(_folder[name], digit, TestContext.Current.CancellationToken);
        }

        await AssertMistakeAsync("flat", "expected a subfolder of pictures for each class, such as flat", "train",
            "--data", "flat");
        await AssertMistakeAsync("one", "two classes or more, found one: a", "train", "--data", "one");
        var train = await CliProcess.RunAsync(_folder.Root, "train", "--data", "pairs", "--epochs", "1");
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Contains("Not tested: there are no test pictures.", train.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Test accuracy", train.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test_accuracy", SafeTensorsFile.Read(_folder["lenet5.safetensors"]).Metadata);
        await AssertMistakeAsync("pairs", "expected test pictures, found none", "evaluate", "--data", "pairs",
            "--weights", "lenet5.safetensors");
    }

    [Fact]
    public async Task A_truncated_file()
    {
        var path = Path.Combine(_folder.WriteDigits("digits"), "train-images-idx3-ubyte.gz");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length * 2 / 3)], TestContext.Current.CancellationToken);
        await AssertMistakeAsync("train-images-idx3-ubyte.gz", "expected", "train", "--data", "digits");
    }

    [Fact]
    public async Task A_JPEG_called_gz()
    {
        var path = Path.Combine(_folder.WriteDigits("digits"), "train-images-idx3-ubyte.gz");
        byte[] jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16, .. "JFIF\0"u8, .. new byte[200]];
        await File.WriteAllBytesAsync(path, jpeg, TestContext.Current.CancellationToken);
        await AssertMistakeAsync("train-images-idx3-ubyte.gz", "JPEG", "train", "--data", "digits");
    }

    [Fact]
    public async Task Files_with_each_other_s_names()
    {
        var digits = _folder.WriteDigits("digits");
        var (images, labels) = (Path.Combine(digits, "train-images-idx3-ubyte.gz"),
            Path.Combine(digits, "train-labels-idx1-ubyte.gz"));
        File.Move(images, _folder["swap"]);
        File.Move(labels, images);
        File.Move(_folder["swap"], labels);
        await AssertMistakeAsync("train-images-idx3-ubyte.gz", "expected images", "train", "--data", "digits");
    }

    [Fact]
    public async Task Weights_that_are_none()
    {
        await File.WriteAllTextAsync(_folder["text.safetensors"], "no weights, but long enough for a header",
            TestContext.Current.CancellationToken);
        await AssertMistakeAsync("text.safetensors", "no sound safetensors file", "evaluate", "--data", "builtin",
            "--weights", "text.safetensors");
        await AssertMistakeAsync("absent", "expected a weights file", "predict", "x.png", "--weights", "absent");
        Directory.CreateDirectory(_folder["folder"]);
        await AssertMistakeAsync("folder", "found a folder", "predict", "x.png", "--weights", "folder");
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_found_out_before_the_training()
    {
        _folder.WriteDigits("digits");
        await File.WriteAllTextAsync(_folder["file"], "x", TestContext.Current.CancellationToken);
        var below = await CliProcess.RunAsync(_folder.Root, "train", "--data", "digits", "--output",
            "file/w.safetensors");
        Assert.Equal(1, below.ExitCode);
        Assert.Contains("file/w.safetensors: cannot be written", Assert.Single(below.ErrorLines),
            StringComparison.Ordinal);
        Assert.Empty(below.Output);

        var course = await CliProcess.RunAsync(_folder.Root, "course", "--data", "digits", "--output", "file");
        Assert.Equal(1, course.ExitCode);
        Assert.Contains("cannot be written", Assert.Single(course.ErrorLines), StringComparison.Ordinal);

        await AssertMistakeAsync("digits", "found a folder", "train", "--data", "digits", "--output", "digits");
    }

    [Fact]
    public async Task A_read_only_folder()
    {
        _folder.WriteDigits("digits");
        var result = await RunOnSmallDiskAsync("mount -o remount,ro small", "w.safetensors", Train);
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("lenet: small/w.safetensors: cannot be written", line, StringComparison.Ordinal);
        Assert.Equal("w.safetensors\nold\n", result.Output);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_file()
    {
        _folder.WriteDigits("digits");
        var result = await RunOnSmallDiskAsync("true", "w.safetensors", Train);
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("lenet: small/w.safetensors: cannot be written", line, StringComparison.Ordinal);
        Assert.Contains("No space left", line, StringComparison.Ordinal);
        Assert.EndsWith("w.safetensors\nold\n", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.Split('\n'), name => name.Contains("safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_stdout()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        using var process = CliProcess.StartAfter("exec >/dev/full", _folder.Root, "data");
        var result = await process.EndAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.ErrorLines);
    }

    [Theory]
    [InlineData("mount -o remount,ro small", "Read-only file system")]
    [InlineData("true", "No space left")]
    public async Task An_export_to_a_disk_that_takes_none_leaves_the_old_file(string prepare, string cause)
    {
        var result = await RunOnSmallDiskAsync(prepare, "w.onnx", ["export", "--onnx", "small/w.onnx"]);
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("lenet: small/w.onnx: cannot be written", line, StringComparison.Ordinal);
        Assert.Contains(cause, line, StringComparison.Ordinal);
        Assert.Equal("w.onnx\nold\n", result.Output);
    }

    [Fact]
    public async Task An_export_that_cannot_be_written()
    {
        await File.WriteAllTextAsync(_folder["file"], "x", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["folder"]);
        await AssertMistakeAsync("folder", "found a folder", "export", "--onnx", "folder");
        await AssertMistakeAsync("new/", "found a folder", "export", "--onnx", "new/");
        await AssertMistakeAsync("--onnx", "found an empty name", "export", "--onnx", "");
        await AssertFailureAsync("file/x.onnx: cannot be written", "file/x.onnx");
        if (File.Exists("/dev/full")) await AssertFailureAsync("/dev/full: cannot be written", "/dev/full");

        async Task AssertFailureAsync(string expected, string path)
        {
            var before = Snapshot();
            var result = await CliProcess.RunAsync(_folder.Root, "export", "--onnx", path);
            Assert.Equal(1, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.Contains(expected, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
            Assert.Equal(before, Snapshot());
        }
    }

    /// <summary>Every verb with weights: a header that lies about its size, and arrays of another shape.</summary>
    [Theory]
    [InlineData("export --onnx x.onnx")]
    [InlineData("evaluate --data builtin")]
    [InlineData("predict x.png")]
    public async Task Weights_that_lie(string verb)
    {
        using (var model = new LeNet5()) model.Save(_folder["w.safetensors"]);
        var sound = await File.ReadAllBytesAsync(_folder["w.safetensors"], TestContext.Current.CancellationToken);
        var length = BitConverter.ToInt64(sound);
        Write("long.safetensors", [.. BitConverter.GetBytes(length + 8), .. sound[8..]]);
        Write("huge.safetensors", [.. BitConverter.GetBytes(long.MaxValue), .. sound[8..]]);
        Write("cut.safetensors", sound[..^4]);
        var file = SafeTensorsFile.Read(_folder["w.safetensors"]);
        file.Tensors["c3.weight"] = file.Tensors["c1.weight"];
        file.Write(_folder["shape.safetensors"]);

        string[] call = [.. verb.Split(' '), "--weights"];
        await AssertMistakeAsync("long.safetensors", "no sound safetensors file", [.. call, "long.safetensors"]);
        await AssertMistakeAsync("huge.safetensors", $"the header claims {long.MaxValue} bytes",
            [.. call, "huge.safetensors"]);
        await AssertMistakeAsync("cut.safetensors", "no sound safetensors file", [.. call, "cut.safetensors"]);
        await AssertMistakeAsync("shape.safetensors", "'c3.weight' as [6, 1, 5, 5], and LeNet5 needs [16, 6, 5, 5]",
            [.. call, "shape.safetensors"]);

        void Write(string name, byte[] bytes) => File.WriteAllBytes(_folder[name], bytes);
    }

    /// <summary>The verbs read grey pictures of 28×28; a saved network may read others.</summary>
    [Fact]
    public async Task Weights_of_a_network_for_other_pictures()
    {
        new NetworkWeights(new NetworkPlan("Mine", 3, 48, 48, Layer.Convolution("C1", 4, 5, Activation.Relu),
            Layer.Output(10))).Save(_folder["mine.safetensors"]);
        const string Expected = "mine.safetensors: expected a network for grey images of 28×28, found Mine for "
            + "colour images of 48×48";
        await AssertMistakeAsync("mine", Expected, "predict", "x.png", "--weights", "mine.safetensors");
        await AssertMistakeAsync(
            "mine", Expected, "evaluate", "--data", "builtin", "--weights", "mine.safetensors");
        var export = await CliProcess.RunAsync(
            _folder.Root, "export", "--weights", "mine.safetensors", "--onnx", "x.onnx");
        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Contains("uint8 [N, 3, 48, 48]", export.Output, StringComparison.Ordinal);
    }

    private static readonly string[] Train = ["train", "--data", "digits", "--epochs", "1", "--output",
        "small/w.safetensors"];

    /// <summary>
    /// Runs with an old file in a file system of 64 KiB. It is the process's own and goes with it, so what is left in
    /// it is listed at the end of the output.
    /// </summary>
    private async Task<CliResult> RunOnSmallDiskAsync(string prepare, string old, string[] call)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A file system in memory needs Linux.");
        Directory.CreateDirectory(_folder["small"]);
        var inside = $"""
            mount -t tmpfs -o size=64k none small 2>/dev/null || exit 77
            echo old > small/{old}; {prepare} || exit 77
            "$0" "$@"; code=$?
            ls -A small; cat small/{old}; exit $code
            """;
        using var process = CliProcess.StartAfter(
            $"exec unshare --map-root-user --mount bash -c '{inside}' \"$0\" \"$@\"",
            _folder.Root, call);
        var result = await process.EndAsync();
        Assert.SkipWhen(result.ExitCode == 77 || result.Error.Contains("unshare", StringComparison.Ordinal),
            "No file system can be mounted here.");
        return result;
    }

    private async Task AssertMistakeAsync(string file, string expected, params string[] call)
    {
        var before = Snapshot();
        var result = await CliProcess.RunAsync(_folder.Root, call);
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(before, Snapshot());
    }

    // The course makes its output folder before it looks for digits; that it is empty is what matters.
    private string[] Snapshot() =>
        [.. Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
