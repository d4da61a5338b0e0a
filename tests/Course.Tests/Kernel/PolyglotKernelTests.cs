using System.Text.Json.Nodes;
using Xunit;

namespace Course.Tests.Kernel;

/// <summary>
/// Every notebook to its end in the kernel that Polyglot Notebooks and Jupyter start: without an error, and with the
/// outputs that the runner gave; then the solutions of its exercises, as a reader pastes them below. These take as long
/// as the course, so they run only when asked for, after a run of the course whose folder <see cref="Variable"/> names.
/// They are skipped where the kernel is not installed.
/// </summary>
public class PolyglotKernelTests
{
    /// <summary>Names the folder with the notebooks as the runner left them.</summary>
    private const string Variable = "LENETLAB_COURSE";

    /// <summary>Cells that show how long something took, how much memory, or how fast this machine is.</summary>
    private static readonly HashSet<string> ShowTimings =
    [
        "02-memory-a", "07-33-d64b1d", "08-06-51eb53", "08-11-f37c08", "08-13-78eabc", "08-15-321d7e", "08-17-b4e408",
        "08-20-2e0566", "08-21-27885b", "08-25-2b70a7", "08-27-a58627", "08-29-03acef", "08-31-f6ce61",
        "08-36-107aa1", "08-37-c97b9b", "08-41-900627", "08-42-0e8c9b", "08-44-a5d9c6", "08-45-6f70e8",
        "08-46-b33658", "11-time",
    ];

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(CourseFolder.Notebooks, "*.ipynb",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            names.Add(Path.GetRelativePath(CourseFolder.Notebooks, path).Replace('\\', '/'));
        return names;
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public async Task A_notebook_gives_the_same_in_the_kernel_as_in_the_runner(string name)
    {
        Assert.SkipWhen(PolyglotKernel.Program is null,
            $"dotnet-interactive is not installed, and {PolyglotKernel.Variable} names none.");
        var course = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(CourseFolder.Root,
            "artifacts", "course");
        var ran = Path.Combine(course, name);
        Assert.SkipUnless(File.Exists(ran), $"{name} was not run: lenet course --output {course}");
        var token = TestContext.Current.CancellationToken;
        var folder = Path.GetDirectoryName(Path.Combine(CourseFolder.Notebooks, name))!;
        using var kernel = await PolyglotKernel.StartAsync(PolyglotKernel.Program, folder, token);
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(ran, token))!;
        var cells = notebook["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code")
            .Select(c => c!).ToList();
        var shown = new Dictionary<string, List<KernelOutput>>(StringComparer.Ordinal);
        var displays = new Dictionary<string, KernelOutput>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            var language = (string?)cell["metadata"]?["polyglot_notebook"]?["kernelName"] ?? "csharp";
            // JavaScript is run by the page of the host, not by its kernel.
            if (language == "javascript") continue;
            shown[(string)cell["id"]!] = await ShowAsync(SavedNotebookTests.Source(cell), language);
        }

        // Only now: a cell may update what an earlier one displayed.
        foreach (var cell in cells.Where(c => shown.ContainsKey((string)c["id"]!)))
        {
            var id = (string)cell["id"]!;
            var (expected, actual) = (KernelOutput.Saved(cell["outputs"]!.AsArray()), shown[id]);
            Assert.Equal(expected.Select(o => o.Types).Prepend(id), actual.Select(o => o.Types).Prepend(id));
            if (ShowTimings.Contains(id)) continue;
            foreach (var (saved, now) in expected.Zip(actual))
            {
                foreach (var (type, text) in saved.Data)
                    Assert.True(text == now.Data[type], $"{id} {type}: {Difference(text, now.Data[type])}");
            }

            if (ExerciseNotebookTests.AnswerCell().IsMatch(SavedNotebookTests.Source(cell)))
                Assert.StartsWith("Not answered yet:", actual[^1].Data["text/plain"], StringComparison.Ordinal);
        }

        var solutions = name.Contains('/', StringComparison.Ordinal) ? [] : ExerciseNotebookTests.Solutions(name);
        foreach (var solution in solutions)
        {
            var outputs = await ShowAsync(solution, "csharp");
            if (!ExerciseNotebookTests.CheckCall().IsMatch(solution)) continue;
            var answer = outputs.LastOrDefault()?.Data.GetValueOrDefault("text/plain") ?? "nothing";
            Assert.True(answer.StartsWith("Right.", StringComparison.Ordinal), $"{solution}\n→ {answer}");
        }

        async Task<List<KernelOutput>> ShowAsync(string source, string language)
        {
            var events = await kernel.RunAsync(source, language, token);
            Assert.Equal([], events.Where(e => PolyglotKernel.Type(e) == "CommandFailed")
                .Select(e => $"{e["event"]?["message"]}\n{source}"));
            return KernelOutput.Of(events, displays);
        }
    }

    private static string Difference(string saved, string now)
    {
        var at = saved.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var start = Math.Max(0, at - 60);
        return $"at {at}: saved '{saved[start..Math.Min(saved.Length, at + 60)]}', in the kernel " +
            $"'{now[start..Math.Min(now.Length, at + 60)]}'";
    }
}
