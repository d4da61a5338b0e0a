using System.Text.Json.Nodes;
using NotebookRunner.Execution;
using Xunit;

namespace Course.Tests;

/// <summary>Runs every notebook from the top and then its exercises' solutions, as a reader would who pastes them below.</summary>
public sealed class SolutionTests
{
    public static TheoryData<string> Names() => SavedNotebookTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EverySolutionRuns(string name)
    {
        var folder = CourseFolder.Temporary("solutions");
        try
        {
            // The notebook's first cell looks for ../artifacts/setup.csx.
            Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
            Directory.CreateDirectory(Path.Combine(folder, "notebooks"));
            File.Copy(Path.Combine(CourseFolder.Root, "artifacts", "setup.csx"), Path.Combine(folder, "artifacts", "setup.csx"));
            var path = Path.Combine(folder, "notebooks", name);
            await File.WriteAllTextAsync(path, WithSolutions(name), TestContext.Current.CancellationToken);

            var result = await new NotebookExecutor().RunAsync(
                path,
                new NotebookRunOptions { Environment = new Dictionary<string, string?> { ["LENETLAB_DATA"] = "builtin", ["LENETLAB_EMNIST"] = null } },
                cancellationToken: TestContext.Current.CancellationToken);

            Assert.True(result.Succeeded, $"{result.Error}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string WithSolutions(string name)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(CourseFolder.Notebooks, name)))!;
        var cells = notebook["cells"]!.AsArray();
        var solutions = SavedNotebookTests.Solutions().Matches(string.Join("\n", cells.Select(c => SavedNotebookTests.Source(c!))));
        foreach (var (solution, number) in solutions.Select((m, i) => (m.Groups[1].Value, i + 1)))
        {
            cells.Add(new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = $"solution-{number}",
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = solution,
            });
        }

        return notebook.ToJsonString();
    }
}
