using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>
/// The process of a notebook may end too early, or has to. It leaves one message and nothing that runs on.
/// </summary>
public sealed class EndedProcessTests
{
    [Theory]
    [InlineData("\nEnvironment.Exit(3);", 2, "exit code 3")]
    [InlineData("#!time\nvar n = 1;\nif (n > 0)\n    Environment.FailFast(\"enough\");", 3, "enough")]
    [InlineData("int Deeper(int n) => Deeper(n + 1) + 1;\nDeeper(0)", 2, "stack overflow")]
    [InlineData(
        "new System.Threading.Thread(() => throw new Exception(\"elsewhere\")).Start();\nawait Task.Delay(20000);", 1,
        "elsewhere")]
    [InlineData(
        "using System.Runtime.InteropServices;\n" +
        "static class C { [DllImport(\"libc\")] public static extern void abort(); }\n" +
        "var error = Console.OpenStandardError();\n" +
        "error.Write(Encoding.UTF8.GetBytes(\"terminate called after throwing an instance of 'c10::Error'\\n" +
        "  what():  mat1 and mat2 do not fit\\nframe #0: c10 in /opt/libtorch.so\\n\"));\nC.abort();", 5,
        "mat1 and mat2 do not fit (exit code")]
    public async Task ACellThatEndsItsProcessFailsItsNotebookOnly(string code, int line, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && code.Contains("libc", StringComparison.Ordinal), "No libc.");
        var result = await NotebookFolder.RunCellsAsync("var x = 1;", code);

        Assert.Equal(NotebookErrorKind.ProcessEnded, result.Error!.Kind);
        Assert.Equal(2, result.Error.CellNumber);
        Assert.Equal(line, result.Error.Line);
        Assert.Contains(words, result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Error.Trace, text => text.Contains("NotebookRunner", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Error.Trace, text => text.Contains("libtorch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACancelledRunLeavesTheFileAloneAndNoProcess()
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook("test.ipynb", "Console.WriteLine(Environment.ProcessId); while (true) { }");
        var before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var process = "";
        var progress = new Listener(e =>
        {
            if (e is not ConsoleWritten { Saved: true } console) return;
            process += console.Text;
            stop.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new NotebookExecutor().RunAsync(path, null, progress, stop.Token));

        Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(folder.Path));
        AssertGone(process);
    }

    [Fact]
    public async Task WhatACellHasStartedEndsWithItsNotebook()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found in /proc.");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        string[] ways =
        [
            "sleep {0}1 &", "setsid sleep {0}2 >/dev/null 2>&1 &", "(nohup setsid sleep {0}3 >/dev/null 2>&1 &) &",
            "env -i setsid /bin/sleep {0}4 >/dev/null 2>&1 &",
        ];
        var code = string.Concat(ways.Select(way => "System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \""
            + way.Replace("{0}", mark, StringComparison.Ordinal) + "\"]).WaitForExit();\n"));

        var result = await NotebookFolder.RunCellsAsync(code + "Console.WriteLine(\"started\");");
        Assert.Equal("started\n", result.Stream(1));
        Assert.Empty(NotebookFolder.ProcessesWith(mark));

        await NotebookFolder.RunCellsAsync(code + "Environment.Exit(0);");
        Assert.Empty(NotebookFolder.ProcessesWith(mark));
    }

    private static void AssertGone(string processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(
            int.Parse(processId, System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        }
        catch (ArgumentException)
        {
            // There is no such process, as it should be.
        }
    }
}
