using System.Text.Json;
using System.Text.RegularExpressions;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using Xunit;

namespace Course.Tests.Library;

/// <summary>Other ways into the course: the program in one file, the editor's settings, their page.</summary>
public sealed partial class WaysInTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public async Task The_program_in_one_file_runs_without_a_network()
    {
        var result = await ChildProcess.RunAsync(
            "dotnet", CourseFolder.Root, ["run", Path.Combine("samples", "digits.cs")],
            // No node of MSBuild may stay behind: it would keep the pipe, and the test would wait for it.
            new Dictionary<string, string>
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["LENETLAB_OFFLINE"] = "1",
                ["OMP_NUM_THREADS"] = "1"
            });
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.StartsWith("TorchSharp ", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.StartsWith("epoch", StringComparison.Ordinal)));
        var share = double.Parse(Share().Match(result.Output).Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(share, 80, 100);

        var test = Digits.Load(DigitsOptions.BuiltInName, new DrawnDigits(),
            TestContext.Current.CancellationToken).Test;
        Assert.Contains($"true: {string.Join(' ', Enumerable.Range(0, 10).Select(test.Label))}", lines);
        Assert.Matches(@"^read:( \d){10}$", lines[^1]);
    }

    [Fact]
    public void The_editor_and_the_container_ask_for_the_same_extensions()
    {
        using var editor = Read(".vscode", "extensions.json");
        using var container = Read(".devcontainer", "devcontainer.json");
        var recommended = Words(editor.RootElement.GetProperty("recommendations"));
        Assert.NotEmpty(recommended);
        Assert.Equal(recommended,
            Words(container.RootElement.GetProperty("customizations").GetProperty("vscode").GetProperty("extensions")));
        Assert.Equal("dotnet build", container.RootElement.GetProperty("onCreateCommand").GetString());
    }

    [Fact]
    public void The_editor_s_tasks_are_the_readme_s_commands()
    {
        using var tasks = Read(".vscode", "tasks.json");
        var commands = tasks.RootElement.GetProperty("tasks").EnumerateArray().ToDictionary(
            task => task.GetProperty("label").GetString()!,
            task => $"{task.GetProperty("command").GetString()} {string.Join(' ', Words(task.GetProperty("args")))}");
        Assert.Equal(["build", "course", "test"], commands.Keys);
        var readme = File.ReadAllText(Path.Combine(CourseFolder.Root, "README.md"));
        Assert.All(commands.Values, command => Assert.Contains(command, readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_of_the_page_leads_somewhere()
    {
        var folder = Path.Combine(CourseFolder.Root, "docs");
        var page = File.ReadAllText(Path.Combine(folder, "opening-the-course.md"));
        var headings = Heading().Matches(page).Select(
            m => m.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-')).ToHashSet();
        var links = Link().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(
            link.StartsWith('#') ? headings.Contains(link[1..]) : File.Exists(Path.Combine(folder, link)), link));
    }

    private static JsonDocument Read(params string[] path) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine([CourseFolder.Root, .. path])), WithComments);

    private static List<string> Words(JsonElement array) =>
        [.. array.EnumerateArray().Select(word => word.GetString()!)];

    [GeneratedRegex(@"([\d.]+) % of 1,000 test digits read right")]
    private static partial Regex Share();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
