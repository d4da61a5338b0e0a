using LeNetLab.Models;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>Trainings that are stopped, killed and taken up again.</summary>
public sealed class CliTrainingTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CtrlC_leaves_sound_weights_and_exit_code_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix.");
        using var process = CliProcess.Start(
            _folder.Root, Train("w.safetensors", epochs: 1000, "--checkpoint", "run.ckpt"));
        await process.SeeAsync("epoch  1 ");
        process.Signal(CliProcess.Interrupt);
        var result = await process.EndAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Matches(@"Stopped in epoch \d+ of 1000\. Weights \(as they were at that step\): w\.safetensors",
            result.Output);
        Assert.Contains("The same call goes on after epoch", result.Output, StringComparison.Ordinal);
        using var model = LeNet5.Load(_folder["w.safetensors"]);
        Assert.DoesNotContain("test_accuracy", SafeTensorsFile.Read(_folder["w.safetensors"]).Metadata.Keys);
        Assert.Equal(
            ["run.ckpt", "w.safetensors"], Directory.EnumerateFiles(_folder.Root).Select(Path.GetFileName).Order());
    }

    /// <summary>Killed twice in the middle of an epoch, the training ends with the same bytes as undisturbed.</summary>
    [Fact]
    public async Task A_killed_training_goes_on_to_the_same_weights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix.");
        var whole = await CliProcess.RunAsync(_folder.Root, Train("whole.safetensors", epochs: 4));
        Assert.True(whole.ExitCode == 0, whole.Error);

        var call = Train("killed.safetensors", epochs: 4, "--checkpoint", "run.ckpt");
        foreach (var moment in new[] { "epoch  1 ", "epoch  3 " })
        {
            using var process = CliProcess.Start(_folder.Root, call);
            await process.SeeAsync(moment);
            process.Signal(CliProcess.Kill);
            Assert.NotEqual(0, (await process.EndAsync()).ExitCode);
            Assert.False(File.Exists(_folder["killed.safetensors"]));
        }

        var resumed = await CliProcess.RunAsync(_folder.Root, call);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("Going on from run.ckpt: 3 of 4 epochs are done.", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(_folder["whole.safetensors"], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_folder["killed.safetensors"], TestContext.Current.CancellationToken));

        var other = await CliProcess.RunAsync(_folder.Root, [.. call, "--lr", "0.01"]);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("run.ckpt belongs to another training", Assert.Single(other.ErrorLines),
            StringComparison.Ordinal);
    }

    private static string[] Train(string output, int epochs, params string[] more) =>
        ["train", "--data", "builtin", "--limit", "1500", "--epochs", $"{epochs}", "--augment", "mild", "--output",
            output, .. more];
}
