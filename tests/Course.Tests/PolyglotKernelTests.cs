using System.Text.Json.Nodes;
using Xunit;

namespace Course.Tests;

/// <summary>Every notebook to its end in the kernel that Polyglot Notebooks and Jupyter start; skipped where it is not installed.</summary>
public class PolyglotKernelTests
{
    private static readonly string[] Shown = ["ReturnValueProduced", "DisplayedValueProduced", "StandardOutputValueProduced"];

    public static TheoryData<string> Names() => SavedNotebookTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_notebook_runs_in_the_kernel(string name)
    {
        Assert.SkipWhen(PolyglotKernel.Program is null, $"dotnet-interactive is not installed, and {PolyglotKernel.Variable} names none.");
        var token = TestContext.Current.CancellationToken;
        using var kernel = await PolyglotKernel.StartAsync(PolyglotKernel.Program, CourseFolder.Notebooks, token);
        var updates = 0;
        foreach (var cell in SavedNotebookTests.Cells(name).Where(c => (string?)c["cell_type"] == "code"))
        {
            var source = SavedNotebookTests.Source(cell);
            var language = (string?)cell["metadata"]?["polyglot_notebook"]?["kernelName"] ?? "csharp";
            var events = await kernel.RunAsync(source, language, token);
            Assert.Equal([], events.Where(e => PolyglotKernel.Type(e) == "CommandFailed").Select(e => $"{e["event"]?["message"]}\n{source}"));
            Assert.Equal([], Formatted(events, "StandardErrorValueProduced").Where(v => !((string)v["value"]!).Contains("CS1701", StringComparison.Ordinal)));
            updates += events.Count(e => PolyglotKernel.Type(e) == "DisplayedValueUpdated");
            // What shows something in the saved notebook shows something here, in a form that the extension knows.
            if (cell["outputs"]!.AsArray().Count == 0) continue;
            var mimeTypes = Shown.SelectMany(type => Formatted(events, type)).Select(v => (string)v["mimeType"]!).ToList();
            Assert.NotEmpty(mimeTypes);
            if (cell["outputs"]!.AsArray().Any(o => o!["data"]?["text/html"] is not null)) Assert.Contains("text/html", mimeTypes);
        }

        // The table of a training grows in its place while the network learns.
        if (name.StartsWith("03", StringComparison.Ordinal)) Assert.True(updates > 2, $"{updates} updates");
    }

    private static IEnumerable<JsonNode> Formatted(IEnumerable<JsonNode> events, string type) => events
        .Where(e => PolyglotKernel.Type(e) == type)
        .SelectMany(e => e["event"]!["formattedValues"]!.AsArray())
        .Select(v => v!);
}
