using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>A process that is made ready ahead of its notebook.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task APreparedProcessIsUsedOnceAndAnUnusedOneIsEnded()
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook(
            "test.ipynb",
            "Console.WriteLine(Environment.ProcessId + \" \" + System.IO.File.Exists(\"test.ipynb\") "
            + "+ Environment.GetEnvironmentVariable(\"V\"));");
        var environment = new Dictionary<string, string?> { ["V"] = "1" };
        var options = new NotebookRunOptions { Save = false, Environment = environment };
        string[] lines;
        await using (var executor = new NotebookExecutor())
        {
            executor.Prepare(options);
            executor.Prepare(options);
            var first = await executor.RunAsync(path, options, null, TestContext.Current.CancellationToken);
            var second = await executor.RunAsync(
            path, options with { Environment = new Dictionary<string, string?>() }, null,
            TestContext.Current.CancellationToken);
            executor.Prepare(options);
            lines = [first.Stream(1), second.Stream(1)];
        }

        Assert.EndsWith(" True1\n", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" True\n", lines[1], StringComparison.Ordinal);
        Assert.NotEqual(lines[0].Split(' ')[0], lines[1].Split(' ')[0]);
    }
}
