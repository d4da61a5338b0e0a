using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeNetLab.Course.Exercises;
using LeNetLab.Visualization;
using NotebookPages.Documents;
using NotebookRunner.Execution;
using NotebookPages.Rendering;
using Xunit;

namespace Course.Tests.Library;

/// <summary>Runs notebooks from the top, then their exercises' solutions, as a reader pastes them below.</summary>
public sealed partial class SolutionTests
{
    private const string SolutionId = "solution-";

    public static TheoryData<string> Names() => SavedNotebookTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_solution_runs_after_its_notebook_and_is_said_to_be_right(string name)
    {
        var cells = SavedNotebookTests.Cells(name).Select(c => c.DeepClone()).ToList();
        var solutions = Solutions(name);
        var run = await RunAsync([.. cells, .. solutions.Select(Cell)], "builtin");

        AssertRight(run, solutions);
        AssertStandsAlone(run);
        var untouched = run.Cells.Where(c => c.IsCode && ExerciseNotebookTests.AnswerCell().IsMatch(c.Source)).ToList();
        Assert.All(untouched, cell => Assert.StartsWith("Not answered yet:", LastText(cell), StringComparison.Ordinal));
    }

    /// <summary>All solutions of all notebooks, in one process and after the few cells that they stand on.</summary>
    [Fact]
    public async Task Every_solution_is_right_on_MNIST_too()
    {
        var mnist = CourseFolder.RealMnist;
        Assert.SkipWhen(mnist is null, "MNIST is not on this machine; LENETLAB_DATA can name its folder.");
        List<JsonNode> cells = [];
        List<string> all = [];
        foreach (var name in CourseFolder.NotebookFiles().Select(f => Path.GetFileName(f)!))
        {
            var solutions = Solutions(name);
            if (solutions.Count == 0 || !solutions.All(s => CheckCall().IsMatch(s))) continue;
            all.AddRange(solutions);
            cells.AddRange(Needed(name, solutions, first: cells.Count == 0));
            cells.AddRange(solutions.Select(Cell));
        }

        Assert.Equal(Exercise.Ids, all.Select(s => CheckCall().Match(s).Groups[1].Value));
        AssertRight(await RunAsync(cells, mnist), all);
    }

    /// <summary>The C# of a notebook's folded solutions.</summary>
    internal static IReadOnlyList<string> Solutions(string name) =>
        [.. SavedNotebookTests.Solutions()
            .Matches(string.Join("\n", SavedNotebookTests.Cells(name).Select(SavedNotebookTests.Source)))
            .Select(match => match.Groups[1].Value.TrimEnd())];

    /// <summary>The check that a solution ends in; its id is the first group.</summary>
    [GeneratedRegex("""(?:^|\n)Exercise\.Check\("([^"]+)", (?!null)[^\n]+\)$""")]
    internal static partial Regex CheckCall();

    private static void AssertRight(Notebook run, IReadOnlyList<string> solutions)
    {
        var cells = run.Cells.Where(c => c.Id?.StartsWith(SolutionId, StringComparison.Ordinal) == true).ToList();
        Assert.Equal(solutions.Count, cells.Count);
        foreach (var cell in cells.Where(c => CheckCall().IsMatch(c.Source)))
            Assert.True(LastText(cell).StartsWith("Right.", StringComparison.Ordinal),
                $"{cell.Source}\n→ {LastText(cell)}");
    }

    // A page of these outputs names no folder of this machine, and asks nobody for anything.
    private static void AssertStandsAlone(Notebook run)
    {
        var folder = CourseFolder.Temporary("page");
        try
        {
            var path = Path.Combine(folder, "page.html");
            Book.Save(path, [run],
                new BookOptions { Title = run.Title, Head = Chart.NeverLoadScript, Trust = BookTrust.Outputs });
            var page = File.ReadAllText(path);
            Assert.Contains("<img ", page, StringComparison.Ordinal);
            Assert.DoesNotContain(CourseFolder.Root, page, StringComparison.Ordinal);
            Assert.DoesNotMatch(CoursePageTests.Elsewhere(), page);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Notebook> RunAsync(IReadOnlyList<JsonNode> cells, string data)
    {
        var folder = CourseFolder.Temporary("solutions");
        try
        {
            // The notebook's first cell looks for ../artifacts/setup.csx.
            Directory.CreateDirectory(Path.Combine(folder, "artifacts"));
            Directory.CreateDirectory(Path.Combine(folder, "notebooks"));
            File.Copy(Path.Combine(CourseFolder.Root, "artifacts", "setup.csx"),
                Path.Combine(folder, "artifacts", "setup.csx"));
            var path = Path.Combine(folder, "notebooks", "solutions.ipynb");
            await File.WriteAllTextAsync(path, Document(cells), TestContext.Current.CancellationToken);

            var result = await new NotebookExecutor().RunAsync(
                path,
                new NotebookRunOptions
                {
                    Environment = new Dictionary<string, string?>
                    {
                        ["LENETLAB_DATA"] = data,
                        ["LENETLAB_EMNIST"] = null
                    }
                },
                cancellationToken: TestContext.Current.CancellationToken);

            Assert.True(result.Succeeded, $"{result.Error}");
            return result.Notebook;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Document(IReadOnlyList<JsonNode> cells)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(CourseFolder.NotebookFiles()[0]))!;
        var own = new JsonArray();
        for (var i = 0; i < cells.Count; i++)
        {
            // Ids are unique within a notebook, and these cells come from several.
            var isSolution = ((string?)cells[i]["id"])!.StartsWith(SolutionId, StringComparison.Ordinal);
            cells[i]["id"] = $"{(isSolution ? SolutionId : "cell-")}{i}";
            own.Add(cells[i]);
        }

        notebook["cells"] = own;
        return notebook.ToJsonString();
    }

    private static JsonObject Cell(string source) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = SolutionId,
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    /// <summary>
    /// The cells that declare what the solutions use, and those that these stand on; the import where it is the first.
    /// </summary>
    private static List<JsonNode> Needed(string name, IReadOnlyList<string> solutions, bool first)
    {
        var used = string.Join("\n", solutions.Select(Code));
        var needed = new List<JsonNode>();
        foreach (var cell in SavedNotebookTests.Cells(name).Where(c => (string?)c["cell_type"] == "code").Reverse())
        {
            var source = SavedNotebookTests.Source(cell);
            var declares = Declarations().Matches(source).SelectMany(
                m => m.Groups[1].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
            var import = source.StartsWith("#!import", StringComparison.Ordinal);
            if (!(import ? first : declares.Any(word => Regex.IsMatch(used, $@"\b{word}\b")))) continue;
            needed.Insert(0, cell.DeepClone());
            used += "\n" + Code(source);
        }

        return needed;
    }

    // A word in a comment or in plain text uses nothing.
    private static string Code(string source) => Regex.Replace(source, """//.*|(?<!\$)"[^"\n]*"(?![^"\n]*\{)""", "");

    /// <summary>The names that a cell declares at its top level: one, or several in parentheses.</summary>
    [GeneratedRegex(@"^(?!for|if|while|using|try|catch|Console)(?:(?:public )?class|" +
        @"[\w.]+(?:<[\w<>, ]+>)?(?:\[\])?|\([^)\n]*\)(?:\[\])?) \(?([\w, ]+?)\)?(?: [=:]|\()", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    private static string LastText(NotebookCell cell)
    {
        var text = cell.Outputs.LastOrDefault()?["data"]?["text/plain"];
        return text is JsonArray lines ? string.Concat(lines.Select(l => (string?)l)) : (string?)text ?? "";
    }
}
