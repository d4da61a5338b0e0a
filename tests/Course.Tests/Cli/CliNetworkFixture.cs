using System.Text.Json;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>A network that <c>lenet train</c> has trained on a few built-in digits, for several tests to use.</summary>
public sealed class CliNetworkFixture : IAsyncLifetime
{
    public CliFolder Folder { get; } = new();

    public string Weights => Folder["small.safetensors"];

    public CliResult Result { get; private set; } = null!;

    public JsonElement Document { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Result = await CliProcess.RunAsync(
            Folder.Root, "train", "--data", "builtin", "--limit", "4000", "--epochs", "3", "--batch", "32", "--lr",
            "0.003", "--schedule", "one-cycle",
            "--activation", "relu", "--pooling", "max", "--output", "small.safetensors", "--json");
        Assert.True(Result.ExitCode == 0, Result.Error);
        Document = JsonDocument.Parse(Result.Output).RootElement;
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
