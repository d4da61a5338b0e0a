using System.Text.Json;
using Xunit;

namespace Course.Tests.Cli;

/// <summary><c>lenet course</c> on a clone in miniature, whose notebooks need no torch.</summary>
public sealed class CliCourseTests : IDisposable
{
    private readonly CliFolder _clone = new();

    public CliCourseTests()
    {
        File.WriteAllText(_clone["LeNetLab.slnx"], "<Solution />");
        Directory.CreateDirectory(_clone["artifacts"]);
        File.WriteAllText(_clone["artifacts", "setup.csx"], "");
        Directory.CreateDirectory(_clone["notebooks", "extras"]);
        _clone.WriteDigits("digits");
    }

    public void Dispose() => _clone.Dispose();

    [Fact]
    public async Task It_runs_the_notebooks_in_order_and_ends_with_the_page()
    {
        Write("02-second.ipynb", "1 + 1");
        Write("01-first.ipynb", "Console.WriteLine(Environment.GetEnvironmentVariable(\"LENETLAB_DATA\"));", "40 + 2");
        Write("extras/03-extra.ipynb", "throw new Exception(\"an extra is not part of the course\");");
        var before = await ReadAsync("01-first.ipynb");

        var result = await CliProcess.RunAsync(_clone["notebooks"], "--data", "../digits", "--verbose");
        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Single(lines, line => line.StartsWith("Digits in use: ", StringComparison.Ordinal));
        Assert.Equal(["01-first.ipynb: A notebook", "02-second.ipynb: A notebook"],
            lines.Where(line => line.Contains(": A notebook", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Trim() == _clone["digits"]);
        Assert.Equal(_clone["artifacts", "course", "index.html"], lines[^1]);
        Assert.True(File.Exists(lines[^1]));
        Assert.Contains("42", await File.ReadAllTextAsync(_clone["artifacts", "course", "01-first.ipynb"],
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(before, await ReadAsync("01-first.ipynb"));
    }

    [Fact]
    public async Task A_failing_notebook_is_named_also_on_the_page_and_the_others_run()
    {
        Write("03-third.ipynb", "\"well so far\"");
        Write("02-second.ipynb", "var x = 0;", "x++;\nthrow new InvalidOperationException(\"as <b>planned</b>\");");
        await File.WriteAllTextAsync(
            _clone["notebooks", "01-first.ipynb"], "{", TestContext.Current.CancellationToken);
        var before = await ReadAsync("02-second.ipynb");

        var result = await CliProcess.RunAsync(_clone.Root, "course", "--data", "digits", "--save");
        Assert.Equal(1, result.ExitCode);
        Assert.Collection(result.ErrorLines,
            line => Assert.StartsWith("lenet: 01-first.ipynb: expected a notebook, ", line, StringComparison.Ordinal),
            line => Assert.Matches(@"^lenet: 02-second\.ipynb, cell 3 \(id \w+\), line 2: .*as <b>planned", line));
        Assert.StartsWith("3 notebooks with 3 cells: about 1 min", result.Output, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(
            result.Output.TrimEnd('\n').Split('\n')[^1], TestContext.Current.CancellationToken);
        foreach (var words in new[] { "well so far", "01-first.ipynb: expected a notebook",
            "02-second.ipynb, cell 3 (id cell1), line 2: as &lt;b&gt;planned" })
            Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("well so far", await ReadAsync("03-third.ipynb"), StringComparison.Ordinal);
        Assert.Equal(before, await ReadAsync("02-second.ipynb"));
    }

    [Fact]
    public async Task One_notebook_a_time_limit_and_another_folder()
    {
        Write("01-first.ipynb", "throw new Exception(\"not asked for\");");
        Write("02-second.ipynb", "while (true) { }");
        var result = await CliProcess.RunAsync(
            _clone.Root, "course", "--data", "digits", "--notebook", "2", "--cell-time-limit", "1.5",
            "--output", "here");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("limit of 1.5 s", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.EndsWith(_clone["here", "index.html"] + "\n", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_clone["artifacts", "course"]));
    }

    [Fact]
    public async Task CtrlC_ends_it_and_touches_no_notebook()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix.");
        Write("01-first.ipynb", "Console.WriteLine(\"running\");\nawait Task.Delay(600_000);");
        var before = await ReadAsync("01-first.ipynb");
        using var process = CliProcess.Start(_clone.Root, "course", "--data", "digits", "--save", "--verbose");
        await process.SeeAsync("running");
        process.Signal(CliProcess.Interrupt);
        var result = await process.EndAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.Equal(before, await ReadAsync("01-first.ipynb"));
    }

    [Fact]
    public async Task Without_a_build_it_says_what_to_do()
    {
        Write("01-first.ipynb", "1");
        File.Delete(_clone["artifacts", "setup.csx"]);
        var result = await CliProcess.RunAsync(_clone.Root, "course", "--data", "digits");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("dotnet build", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(_clone["notebooks", name], TestContext.Current.CancellationToken);

    private void Write(string name, params string[] cells)
    {
        object[] all =
        [
            new { cell_type = "markdown", id = "title", metadata = new { }, source = "# A notebook" },
            .. cells.Select((source, i) => new
            {
                cell_type = "code", execution_count = (int?)null, id = $"cell{i}", metadata = new { },
                outputs = Array.Empty<object>(), source,
            }),
        ];
        File.WriteAllText(_clone["notebooks", name], JsonSerializer.Serialize(new
        {
            cells = all,
            metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
            nbformat = 4,
            nbformat_minor = 5,
        }));
    }
}
