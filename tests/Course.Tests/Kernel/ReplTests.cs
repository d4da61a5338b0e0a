using System.Text.Json.Nodes;
using Xunit;

namespace Course.Tests.Kernel;

/// <summary>
/// Every notebook to its end in dotnet-repl, another host of the kernel. Only when asked for, and where it is
/// installed. Cells that are not C# are left out: dotnet-repl gives them to a browser that it fetches itself.
/// </summary>
public class ReplTests
{
    public static TheoryData<string> Names() => PolyglotKernelTests.Names();

    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public async Task A_notebook_runs_in_dotnet_repl(string name)
    {
        var program = HostTool.Find("dotnet-repl");
        Assert.SkipWhen(program is null, "dotnet-repl is not installed.");
        var token = TestContext.Current.CancellationToken;
        var path = Path.Combine(CourseFolder.Notebooks, name);
        var folder = Path.GetDirectoryName(path)!;
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(path, token))!;
        var cells = notebook["cells"]!.AsArray();
        foreach (var cell in cells.Where(
            c => ((string?)c!["metadata"]?["polyglot_notebook"]?["kernelName"] ?? "csharp") != "csharp").ToList())
            cells.Remove(cell);
        var copy = Path.Combine(CourseFolder.Temporary("repl"), Path.GetFileName(name));
        var saved = Path.ChangeExtension(copy, ".out.ipynb");
        await File.WriteAllTextAsync(copy, notebook.ToJsonString(), token);

        var result = await ChildProcess.RunAsync(
            program, folder, ["--run", copy, "--working-dir", folder, "--exit-after-run", "--output-path", saved]);

        Assert.True(File.Exists(saved), result.ToString());
        var errors = JsonNode.Parse(await File.ReadAllTextAsync(saved, token))!["cells"]!.AsArray()
            .SelectMany(c => c!["outputs"]?.AsArray() ?? []).Where(o => (string?)o!["output_type"] == "error")
            .Select(o => o!.ToJsonString());
        Assert.Equal([], errors);
        Assert.Equal(0, result.ExitCode);
        Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
    }
}
