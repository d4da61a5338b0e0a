using NotebookPages.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>
/// A notebook may fail in many ways. Each must end the run, name its cell and leave a readable notebook.
/// </summary>
public sealed class FailureTests
{
    private static readonly string[] RaisesException = ["raises-exception"];

    [Fact]
    public async Task ErrorsOfCodeNameTheirCellAndLine()
    {
        using var folder = new NotebookFolder();
        folder.Write("broken.csx", "var a = 1;\n\nvar b = nothing;");
        folder.Write("nested.csx", "#!import broken.csx");
        string[] sources =
        [
            "var x = 1;\n\nvar y = undefined;",                             // compile error in line 3
            "int Invert(int n)\n{\n    return 1 / n;\n}",                   // fine
            "var z = 1;\nz += 1;\nz = Invert(0);",                          // exception: called in line 3
            "async Task Fail() { await Task.Yield(); throw new ArgumentException(\"late\"); }\nawait Fail();",
            "#!import missing.csx",
            "#!import broken.csx",
            "#!import nested.csx",
            "var q = 1;\n#!nosuchmagic --x",
            "#r \"missing.dll\"",
            "\n#r \"nuget: No.Such.Package.Anywhere, 1.2.3\"",
            "new[] { 1 }.Select(i => 1 / (i - 1)).First()",
            "#!import test.txt",
        ];
        folder.Write("test.txt", "");
        var path = folder.WriteNotebook(
            "test.ipynb", sources.Select(s => NotebookFolder.Code(s, tags: RaisesException)).ToArray());

        var result = await NotebookFolder.RunAsync(path);

        Assert.True(result.Succeeded);
        var errors = result.Cells.Where(c => c.Error is not null).ToDictionary(c => c.CellNumber, c => c.Error!);
        Assert.Equal([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], errors.Keys.Order());
        Check(1, NotebookErrorKind.Compilation, 3, "CS0103");
        Check(3, NotebookErrorKind.Exception, 3, "divide by zero");
        Check(4, NotebookErrorKind.Exception, 2, "late", line: 1);
        Check(5, NotebookErrorKind.Import, 1, "missing.csx");
        Check(6, NotebookErrorKind.Compilation, 1, "broken.csx, line 3");
        Check(7, NotebookErrorKind.Compilation, 1, "nested.csx, line 1: broken.csx, line 3");
        Check(8, NotebookErrorKind.UnknownMagic, 2, "#!nosuchmagic");
        Check(9, NotebookErrorKind.Compilation, 1, "missing.dll");
        Check(10, NotebookErrorKind.PackageNotAvailable, 2, "No.Such.Package.Anywhere");
        Check(11, NotebookErrorKind.Exception, 1, "divide by zero");
        Check(12, NotebookErrorKind.Import, 1, "test.txt");
        Assert.Equal("DivideByZeroException", errors[3].Name);
        Assert.Contains("   at Invert in cell 2, line 3", errors[3].Trace);
        Assert.Equal("c3", errors[3].CellId);
        var saved = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(folder.Path, saved, StringComparison.Ordinal);
        Assert.Equal("error", (string?)result.Output(1)["output_type"]);

        void Check(int cell, NotebookErrorKind kind, int atLine, string words, int? line = null)
        {
            Assert.Equal(kind, errors[cell].Kind);
            Assert.Equal(line ?? atLine, errors[cell].Line);
            Assert.Contains(words, errors[cell].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheFirstErrorEndsTheRunAndTheRestIsNotRun()
    {
        using var folder = new NotebookFolder();
        var later = NotebookFolder.Code("2");
        later["execution_count"] = 7;
        later["outputs"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject
        {
            ["output_type"] = "stream",
            ["name"] = "stdout",
            ["text"] = "old",
        });
        var path = folder.WriteNotebook("test.ipynb", NotebookFolder.Prose("# Title"),
            NotebookFolder.Code("Console.Write(\"before\"); throw new Exception(\"stop\");"), later);

        var result = await NotebookFolder.RunAsync(path);

        Assert.False(result.Succeeded);
        Assert.Equal(2, result.Error!.CellNumber);
        Assert.Equal("before", result.Stream(2));
        var saved = Notebook.Load(path);
        Assert.Equal("stop", ((string?)saved.Cells[1].Outputs[1]!["evalue"])![^4..]);
        Assert.Empty(saved.Cells[2].Outputs);
        Assert.Null(saved.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task AnEndlessLoopIsStopped()
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook(
            "test.ipynb", "var x = 1;",
            "x++;\nfor (var beat = 0; ; System.Threading.Thread.Sleep(20))\n"
            + "    System.IO.File.WriteAllText(\"beat\", $\"{beat++}\");",
            "1");

        var options = new NotebookRunOptions { CellTimeLimit = TimeSpan.FromSeconds(10), Save = false };
        var result = await NotebookFolder.RunAsync(path, options);

        Assert.Equal(NotebookErrorKind.TimeLimit, result.Error!.Kind);
        Assert.Equal("cell 2 (id c2), line 2", result.Error.Where);
        Assert.Contains("10 s", result.Error.Message, StringComparison.Ordinal);
        var last = LastBeat();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(last, LastBeat());

        DateTime LastBeat() => File.GetLastWriteTimeUtc(folder.File("beat"));
    }

    [Fact]
    public async Task ANotebookThatCannotBeSavedIsAnErrorOfTheFile()
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook("test.ipynb", "1");
        folder.Write("file", "");
        var events = new List<NotebookEvent>();

        // A folder that is a file, a file that is a folder, a name that is too long: all told before the run.
        foreach (var place in new[] { "file/out.ipynb", "", new string('n', 300) })
            await Assert.ThrowsAnyAsync<IOException>(() => NotebookFolder.RunAsync(
                path, new NotebookRunOptions { SaveTo = folder.File(place) }, new Listener(events.Add)));

        Assert.Empty(events);
    }

    [Fact]
    public async Task ACellsOwnTextsAreBoundedAndMayFail()
    {
        string[] sources =
        [
            "class Sour : Exception { public override string Message => throw new FormatException(); }\n"
            + "throw new Sour();",
            "class Mute : Exception { public override string Message => null; }\n\nthrow new Mute();",
            "throw new Exception(new string('y', 5_000_000));",
            "Exception e = null;\nfor (var i = 0; i < 500; i++) e = new Exception(\"deep\", e);\nthrow e;",
            "new string('v', 6_000_000)",
            "Console.WriteLine(new string('x', 3_000_000) + \"end\");",
            "var text = @\"\u2028\u0085\f\";\nstring.Join(' ', text.Select(c => (int)c))",
            // What has been shown is let go of while the cell runs.
            "for (var i = 0; i < 60; i++) display(new string('q', 1_000_000));\n" +
            "if (GC.GetTotalMemory(true) > 100_000_000) throw new Exception(\"kept\");",
        ];
        using var folder = new NotebookFolder();
        var cells = sources.Select(s => NotebookFolder.Code(s, tags: RaisesException)).ToArray();
        var path = folder.WriteNotebook("test.ipynb", cells);

        var result = await NotebookFolder.RunAsync(path, new NotebookRunOptions { Save = false });

        Assert.True(result.Succeeded);
        var errors = result.Cells.Select(cell => cell.Error).ToList();
        Assert.Equal([2, 3, 1, 3, null, null, null, null], errors.Select(error => error?.Line));
        Assert.Equal(["Sour", "Mute", "Exception", "Exception"], errors.Take(4).Select(error => error!.Name));
        Assert.Contains("FormatException", errors[0]!.Message, StringComparison.Ordinal);
        Assert.EndsWith(" characters left out", errors[2]!.Message, StringComparison.Ordinal);
        Assert.All(errors.Take(4), error => Assert.InRange(error!.Trace.Sum(text => text.Length), 1, 20_000));
        Assert.EndsWith(" 5,996,000 characters left out", result.Data(5, "text/plain"), StringComparison.Ordinal);
        Assert.EndsWith(" 2,980,003 characters left out\n", result.Stream(6), StringComparison.Ordinal);
        Assert.Equal("8232 133 12", result.Data(7, "text/plain"));
        Assert.Equal("… 51 outputs left out\n", result.Stream(8, "stderr"));
    }
}
