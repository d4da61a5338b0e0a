using NotebookPages.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>State, languages, imports and console of a running notebook.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task CellsShareStateAndMayAwait()
    {
        using var folder = new NotebookFolder();
        folder.Write("lib/setup.csx",
            "using System.IO;\nstatic class Setup { public static string Name => \"setup\"; }\n#!import lib/more.cs\n");
        folder.Write("lib/more.cs", "int More() => 7;");
        var other = folder.WriteNotebook("x.ipynb", "var fromOther = 5;", "fromOther + 1");
        folder.Write("other.ipynb", await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        var path = folder.WriteNotebook(
            "test.ipynb",
            NotebookFolder.Prose("# Heading"),
            NotebookFolder.Code("#!import lib/setup.csx"),
            NotebookFolder.Code(
                "await Task.Delay(1);\nvar sum = await Task.FromResult(More());\n"
                + "int Twice(int n) => 2 * n;\nrecord Pair(int A, int B);"),
            NotebookFolder.Code("Twice(sum) + new Pair(1, 2).B"),
            NotebookFolder.Code("#!import other.ipynb"),
            NotebookFolder.Code(
                "fromOther.ToString() + Setup.Name + "
                + "Path.GetFileName(Directory.GetCurrentDirectory()).Substring(0, 8)"),
            NotebookFolder.Code("graph TD; A-->B", "mermaid"),
            NotebookFolder.Code("<b>x</b>", "html"),
            NotebookFolder.Code("#!csharp\n#!time\nint[] numbers = [1, 2, 3];\nnumbers is [_, .., var end] ? end : 0"),
            NotebookFolder.Code("Environment.GetEnvironmentVariable(\"NOTEBOOK_TEST\")"),
            NotebookFolder.Code("   \n"),
            NotebookFolder.Code("sum = 100;\nsum;"),
            NotebookFolder.Code("Console.ReadLine() ?? \"no input\""));
        var mermaid = path;
        var events = new List<NotebookEvent>();

        var result = await NotebookFolder.RunAsync(
            path,
            new NotebookRunOptions
            {
                Save = false,
                Environment = new Dictionary<string, string?> { ["NOTEBOOK_TEST"] = "given" },
            },
            new Listener(events.Add));

        // A statement that is a bare name is an error in C#, with a semicolon or without a script.
        Assert.Equal(12, result.Error!.CellNumber);
        Assert.Contains("16", result.Data(4, "text/html"), StringComparison.Ordinal);
        Assert.Contains("6", result.Data(5, "text/html"), StringComparison.Ordinal);
        Assert.Equal("5setupnotebook", result.Data(6, "text/plain"));
        Assert.Empty(result.Cell(7).Outputs);
        Assert.Equal("<b>x</b>", result.Data(8, "text/html"));
        Assert.Contains("3", result.Data(9, "text/html"), StringComparison.Ordinal);
        Assert.StartsWith("Wall time: ", result.Data(9, "text/plain", 1), StringComparison.Ordinal);
        Assert.Equal("given", result.Data(10, "text/plain"));
        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], result.Cells.Select(c => result.Cell(c.CellNumber).ExecutionCount!.Value));
        Assert.Null(result.Cell(7).ExecutionCount);
        Assert.Equal([mermaid], events.Select(e => e.Path).Distinct());
        Assert.IsType<NotebookStarted>(events[0]);
        Assert.IsType<NotebookFinished>(events[^1]);
        Assert.Contains(events, e => e is CellStarted { CellNumber: 2, Heading: "Heading" });
        Assert.Contains(events, e => e is CellSkipped { CellNumber: 7, Language: "mermaid" });
    }

    [Fact]
    public async Task ConsoleTextArrivesWhileTheCellRuns()
    {
        using var folder = new NotebookFolder();
        var gate = folder.File("gate");
        var path = folder.WriteNotebook(
            "test.ipynb",
            "Console.WriteLine(\"first\");\nConsole.Error.Write(\"problem\");\n"
            + "while (!System.IO.File.Exists(\"gate\")) await Task.Delay(10);\n"
            + "Console.Write(\"second\"); Console.Write('!'); Console.WriteLine(2.5);");
        var seen = "";
        var progress = new Listener(e =>
        {
            if (e is not ConsoleWritten { Saved: true } console) return;
            seen += console.Text;
            // The cell goes on only once its first words are here.
            if (seen.Contains("problem", StringComparison.Ordinal)) File.WriteAllText(gate, "");
        });

        var options = new NotebookRunOptions { Save = false, CellTimeLimit = TimeSpan.FromSeconds(60) };
        var result = await NotebookFolder.RunAsync(path, options, progress);

        Assert.Null(result.Error);
        Assert.Equal("first\nproblemsecond!2.5\n", seen);
        Assert.Equal(3, result.Cell(1).Outputs.Count);
        Assert.Equal("problem", result.Stream(1, "stderr"));
    }

    [Fact]
    public async Task AFloodIsKeptAtBothEndsAndAProgressBarInItsLastState()
    {
        var result = await NotebookFolder.RunCellsAsync("for (var i = 0; i < 300_000; i++) Console.WriteLine(i);",
            "for (var i = 0; i <= 100; i++) Console.Write($\"\\r{i,3} %\");\nConsole.WriteLine(\" done\");",
            "for (var i = 0; i < 2000; i++) { Console.Write(\"a\"); Console.Error.Write(\"b\"); }",
            "foreach (var c in \"😀é\") { Console.Write(c); Console.Out.Flush(); }",
            "for (var i = 0; i < 2000; i++) display(i);");

        Assert.Null(result.Error);
        var flood = result.Stream(1).Split('\n');
        Assert.Equal("0", flood[0]);
        Assert.Equal("299999", flood[^2]);
        Assert.InRange(flood.Length, 900, 1100);
        Assert.Contains(flood, line => line == "… 299,000 lines left out");
        Assert.Equal("100 % done\n", result.Stream(2));
        Assert.InRange(result.Cell(3).Outputs.Count, 2, 500);
        Assert.Equal(4000, result.Cell(3).Outputs.Sum(o => MultilineText.Read(o!["text"]).Length));
        Assert.Equal("😀é", result.Stream(4));
        Assert.InRange(result.Cell(5).Outputs.Count, 100, 501);
        Assert.Contains("1,500 outputs left out", result.Stream(5, "stderr"), StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task TwoRunsGiveTheSameBytesAndNoPathOfThisMachine()
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook(
            "test.ipynb",
            "using System.IO;\nvar d = display(1); Console.WriteLine(Path.GetFullPath(\"x.txt\")); d.Update(2);",
            "new { Folder = Environment.CurrentDirectory, Temp = Path.GetTempPath(), "
            + "Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }",
            "$\"<a href='file://{Path.GetFullPath(\"sub/y.png\")}'>y</a>\".DisplayAs(\"text/html\");",
            "Console.WriteLine(\"/secret/\" + \"place/file\"); "
            + "Enumerable.Range(0, 5).Select(i => new Random(i).Next())",
            "#!time\nthrow new FileNotFoundException(\"no \" + Path.GetFullPath(\"z.bin\"));");
        var options = new NotebookRunOptions { PathsToHide = ["/secret/place"] };

        await NotebookFolder.RunAsync(path, options);
        var first = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var result = await NotebookFolder.RunAsync(path, options);
        var second = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(first, second);
        var text = System.Text.Encoding.UTF8.GetString(second);
        Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret/place", text, StringComparison.Ordinal);
        Assert.Equal("./x.txt\n", result.Stream(1));
        Assert.Contains("file://./sub/y.png", result.Data(3, "text/html"), StringComparison.Ordinal);
        Assert.StartsWith("…/file\n", result.Stream(4), StringComparison.Ordinal);
        Assert.Equal("no ./z.bin", result.Error!.Message);
        Assert.False(text.EndsWith("\n\n", StringComparison.Ordinal));
    }
}
