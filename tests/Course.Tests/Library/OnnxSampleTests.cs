using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Onnx;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace Course.Tests.Library;

/// <summary>The sample that reads digits with ONNX Runtime alone, on what <c>lenet export</c> has written.</summary>
public sealed class OnnxSampleTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_reads_as_lenet_predict_does()
    {
        var export = await CliProcess.RunAsync(_folder.Root, "export", "--onnx", "lenet5.onnx");
        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Empty(export.Error);
        Assert.Contains("uint8 [N, 1, 28, 28]", export.Output, StringComparison.Ordinal);
        Assert.Contains("float32 [N, 10]", export.Output, StringComparison.Ordinal);

        var pictures = Draw(20);
        var sample = await RunAsync(["lenet5.onnx", .. pictures]);
        var predict = await CliProcess.RunAsync(_folder.Root, ["predict", .. pictures]);
        Assert.True(sample.ExitCode == 0, sample.Error);
        Assert.Empty(sample.Error);
        Assert.Equal(predict.Output.Split('\n').Select(UpToThePercentage),
            sample.Output.Split('\n').Select(UpToThePercentage));
        Assert.Equal(["lenet5.onnx", .. pictures.Order(StringComparer.Ordinal)],
            Directory.EnumerateFiles(_folder.Root).Select(Path.GetFileName)
                .OrderByDescending(name => name == "lenet5.onnx").ThenBy(name => name, StringComparer.Ordinal));

        // A percentage may round to either side of the same number.
        static string UpToThePercentage(string line) => line.Split("  ")[0];
    }

    [Fact]
    public void There_is_no_torch_in_its_folder()
    {
        var files = Directory.EnumerateFiles(
            Folder(), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).ToList();
        Assert.Contains("Microsoft.ML.OnnxRuntime.dll", files);
        Assert.DoesNotContain(files, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(files, name => name.StartsWith("LeNetLab", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("torch", File.ReadAllText(Path.Combine(Folder(), "read-digits-onnx.deps.json")),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_it_cannot_use_is_one_line()
    {
        await File.WriteAllTextAsync(_folder["text.onnx"], "no model", TestContext.Current.CancellationToken);
        using (var letters = new LeNet5(new LeNet5Options(Classes: 26)))
            OnnxExport.Save(letters, _folder["letters.onnx"]);
        using (var network = new LeNet5()) OnnxExport.Save(network, _folder["digits.onnx"]);
        var picture = Draw(1)[0];
        await AssertComplaintAsync(2, "absent.onnx: expected an ONNX file", "absent.onnx", picture);
        await AssertComplaintAsync(2, "text.onnx: is no ONNX file", "text.onnx", picture);
        await AssertComplaintAsync(2, "found one from digits [-1, 1, 28, 28] to logits [-1, 26]",
            "letters.onnx", picture);
        await AssertComplaintAsync(2, "found a model alone", "digits.onnx");
        await AssertComplaintAsync(1, "text.onnx: is not a PNG or JPEG picture", "digits.onnx", "text.onnx", picture);
    }

    private async Task AssertComplaintAsync(int code, string expected, params string[] call)
    {
        var result = await RunAsync(call);
        Assert.Equal(code, result.ExitCode);
        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("read-digits-onnx: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    private Task<ProcessResult> RunAsync(string[] call) =>
        ChildProcess.RunAsync(Dotnet.Path, _folder.Root, [Path.Combine(Folder(), "read-digits-onnx.dll"), .. call]);

    // The folder's name is the configuration of the build and the platform; the tests lie in one of the same
    // configuration.
    private static string Folder()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Directory.EnumerateDirectories(Path.Combine(CourseFolder.Root, "artifacts", "bin", "read-digits-onnx"))
            .Single(folder => Path.GetFileName(folder).StartsWith(configuration, StringComparison.Ordinal));
    }

    private string[] Draw(int count)
    {
        var set = BuiltInDigits.Generate(count, 77, TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var name = $"digit{i}.png";
            File.WriteAllBytes(_folder[name], Png.FromGrey(set.Image(i), 28, 28));
            return name;
        })];
    }
}
