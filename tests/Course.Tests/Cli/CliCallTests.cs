using LeNetLab.Native;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>Help, and mistakes in the call.</summary>
public sealed class CliCallTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("course")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("reproduce")]
    [InlineData("variants")]
    [InlineData("export")]
    [InlineData("convert")]
    [InlineData("data")]
    [InlineData("doctor")]
    public async Task Help_shows_usage_an_example_and_the_exit_codes(string verb)
    {
        string[] call = verb.Length == 0 ? ["--help"] : [verb, "--help"];
        var result = await CliProcess.RunAsync(_folder.Root, call);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains($"lenet {verb}".TrimEnd(), result.Output, StringComparison.Ordinal);
        var examples = result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"  lenet {verb}".TrimEnd(), examples, StringComparison.Ordinal);
        Assert.Contains("130 cancelled", examples, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trian", "Did you mean 'train'?")]
    [InlineData("evalute", "Did you mean 'evaluate'?")]
    [InlineData("xyzzy",
        "Verbs: course, train, evaluate, predict, reproduce, variants, study, export, convert, data, doctor.")]
    [InlineData("train --epoch 3", "Did you mean '--epochs'?")]
    [InlineData("--savee", "Did you mean '--save'?")]
    [InlineData("train --epochs 0", "--epochs: expected a whole number from 1, found '0'.")]
    [InlineData("train --epochs 2.5", "found '2.5'")]
    [InlineData("train --lr 0,001", "--lr: expected a number above 0, as 0.001, found '0,001'.")]
    [InlineData("train --lr NaN", "found 'NaN'")]
    [InlineData("train --optimizer sgdd", "--optimizer: expected adam, adamw or sgd, found 'sgdd'.")]
    [InlineData("train --activation gelu", "--activation: expected tanh, relu or sigmoid, found 'gelu'.")]
    [InlineData("train --init zero", "--init: expected torch, xavier or keras, found 'zero'.")]
    [InlineData("variants --variant lenet1",
        "--variant: expected all, ours, pytorch, tensorflow, d2l or paper, found 'lenet1'.")]
    [InlineData("train --backend numpy", "--backend: expected auto, simd or torch, found 'numpy'.")]
    [InlineData("train --recipe slow", "--recipe: expected usual or fast, found 'slow'.")]
    [InlineData("train --device gpu", "--device: expected cpu or cuda, found 'gpu'.")]
    [InlineData("train --patience 3", "expected --held-out N beside it")]
    [InlineData("predict", "Required argument missing")]
    [InlineData("export", "--onnx")]
    [InlineData("export --onnx", "--onnx")]
    [InlineData("evaluate here", "'here' is one word too many")]
    [InlineData("bogus --help", "there is no verb 'bogus'")]
    [InlineData("train bogus --help", "'bogus' is one word too many")]
    [InlineData("course --notebook 99", "--notebook: expected one of")]
    [InlineData("data --download", "LENETLAB_OFFLINE is set")]
    [InlineData("train --data builtin --limit 30 --held-out 30",
        "--held-out: expected fewer than the 30 training digits, found 30.")]
    public async Task A_mistake_in_the_call_is_one_line_and_exit_code_2(string call, string expected)
    {
        var result = await CliProcess.RunAsync(_folder.Root, call.Split(' '));
        Assert.Equal(2, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("lenet: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    public async Task A_device_that_is_not_there_is_one_line(string verb)
    {
        Assert.SkipWhen(HasCuda(), "There is one.");
        var result = await CliProcess.RunAsync(_folder.Root, verb, "--device", "cuda", "--data", "builtin");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("CUDA was asked for", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    private static bool HasCuda()
    {
        try
        {
            NativeTorch.Device(ComputeDevice.Cuda);
            return true;
        }
        catch (NativeTorchException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_trace_is_shown_to_those_who_ask()
    {
        var silent = await CliProcess.RunAsync(_folder.Root, "evaluate", "--weights", "none");
        var asked = await CliProcess.RunAsync(_folder.Root, "evaluate", "--weights", "none", "--verbose");
        var set = await CliProcess.RunAsync(
            _folder.Root, new Dictionary<string, string?>(StringComparer.Ordinal) { ["LENETLAB_TRACE"] = "1" },
            "evaluate", "--weights", "none");
        Assert.DoesNotContain("   at ", silent.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", asked.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", set.Error, StringComparison.Ordinal);
        Assert.All([silent, asked, set], result => Assert.Equal(2, result.ExitCode));
    }
}
