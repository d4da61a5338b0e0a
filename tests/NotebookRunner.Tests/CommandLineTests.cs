using System.Diagnostics;
using System.Globalization;
using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>The runner's own command line, as a process.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task RunAndRenderSayHowItWent()
    {
        using var folder = new NotebookFolder();
        folder.WriteNotebook("good.ipynb", "1 + 1");
        folder.WriteNotebook("bad.ipynb", "throw new Exception(\"no\");");
        var untouched = await File.ReadAllTextAsync(folder.File("good.ipynb"), TestContext.Current.CancellationToken);

        var (code, output, errors) = await CallAsync(folder.Path, "run", "good.ipynb", "bad.ipynb", "--output", "out");
        Assert.Equal(1, code);
        Assert.Contains("good.ipynb: good", output, StringComparison.Ordinal);
        Assert.StartsWith("bad.ipynb, cell 1 (id c1), line 1: no", errors, StringComparison.Ordinal);
        Assert.Equal(
            untouched, await File.ReadAllTextAsync(folder.File("good.ipynb"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder.File("out/bad.ipynb")));

        (code, output, _) = await CallAsync(
            folder.Path, "render", "out/good.ipynb", "--output", "book.html", "--title", "My book");
        Assert.Equal(0, code);
        Assert.Equal("book.html", output.Trim());
        var page = await File.ReadAllTextAsync(folder.File("book.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<title>My book</title>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "run")]
    [InlineData(2, "walk")]
    [InlineData(2)]
    [InlineData(2, "run", "x.ipynb", "--cell-time-limit", "-1")]
    [InlineData(2, "run", "x.ipynb", "--in-place", "--output", "y")]
    [InlineData(2, "run", "x.ipynb", "--nonsense")]
    [InlineData(2, "run", "a/x.ipynb", "b/x.ipynb", "--output", "y")]
    [InlineData(2, "render", "x.ipynb")]
    [InlineData(1, "run", "x.ipynb")]
    [InlineData(1, "render", "x.ipynb", "--output", "book.html")]
    [InlineData(0, "--help")]
    public async Task AMistakeIsOneLineAndItsOwnExitCode(int expected, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, errors);

        Assert.Equal(expected, code);
        if (expected != 0 && arguments.Length > 0) Assert.Single(errors.ToString().Trim().Split('\n'));
        Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheWorkerDiesWithItsParentAndWhatItStartedToo()
    {
        using var folder = new NotebookFolder();
        var mark = $"{Random.Shared.Next(100_000, 999_999)}9";
        var child = OperatingSystem.IsLinux()
            ? $"System.Diagnostics.Process.Start(\"/bin/sh\", [\"-c\", \"env -i setsid /bin/sleep {mark} &\"])"
            + ".WaitForExit();" : "";
        folder.WriteNotebook(
            "loop.ipynb",
            child + "System.IO.File.WriteAllText(\"pid.tmp\", Environment.ProcessId.ToString()); "
            + "System.IO.File.Move(\"pid.tmp\", \"pid\"); while (true) { }");
        using var parent = Start(folder.Path, "run", "loop.ipynb");
        while (!File.Exists(folder.File("pid")))
        {
            Assert.False(parent.HasExited);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var pid = await File.ReadAllTextAsync(folder.File("pid"), TestContext.Current.CancellationToken);
        var id = int.Parse(pid, CultureInfo.InvariantCulture);
        using var worker = Process.GetProcessById(id);
        parent.Kill();

        await worker.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        if (OperatingSystem.IsLinux()) Assert.Empty(NotebookFolder.ProcessesWith(mark));
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("deep/missing", Explicit = true)]
    [InlineData("long", Explicit = true)]
    public async Task ATemporaryFolderThatServesNothingDoesNoHarm(string folderName)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "TMPDIR is of Unix.");
        using var folder = new NotebookFolder();
        folder.WriteNotebook("test.ipynb", "System.IO.File.WriteAllText(System.IO.Path.GetTempFileName(), \"\");");
        var place = Path.Combine(folder.Path, folderName);
        if (folderName == "long") Directory.CreateDirectory(place += new string('g', 120));
        using var process = Process.Start(
            new ProcessStartInfo(DotnetHost.Executable, [DotnetHost.WorkerAssembly, "run", folder.File("test.ipynb")])
            {
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = place },
            })!;

        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (process.ExitCode, errors));
    }

    private static Process Start(string folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo(DotnetHost.Executable, [DotnetHost.WorkerAssembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<(int Code, string Output, string Errors)> CallAsync(
        string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
